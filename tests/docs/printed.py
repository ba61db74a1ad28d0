"""What is printed into the reference from the program itself; `python -m tests.docs.printed` writes it into the pages."""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.docs.pages import ROOT, between, blocks, put_between

REFERENCE = ROOT / "docs" / "reference"
MAP_A_TABLE = ROOT / "docs" / "how-to" / "map-a-table.md"
BOOK = ROOT / "tests" / "assets" / "tables" / "grievance-book.csv"


def commands() -> str:
    """Every command with its options, as its own parser declares them."""
    from evenhand.cli.main import COMMANDS
    from evenhand_register.tools import verify, witness

    parts = []
    for name in COMMANDS:
        module = importlib.import_module(f"evenhand.cli.commands.{name}_")
        parser = argparse.ArgumentParser(prog=f"evenhand {name}", description=module.WORDS)
        module.arguments(parser)
        parts += list(_command(parser))
    return "\n".join([*parts, *_command(verify._parser()), *_command(witness.parser())])


def limits() -> str:
    """Every limit, as the constants have it."""
    _set_up_django()
    from tests.docs.limits import tables_of_limits

    return tables_of_limits()


def clear() -> str:
    """What stands in clear of every act."""
    from tests.docs.clear import tables_of_clear

    return tables_of_clear()


def tables() -> str:
    """Every table with its class, what a row of it is, and its columns."""
    found = models()
    from evenhand.records.models.table import TableClass

    lines = []
    for table_class in TableClass:
        lines += [
            f"### {table_class.value.capitalize()} tables",
            "",
            "| table | a row is | columns |",
            "|---|---|---|",
        ]
        lines += sorted(_table(model) for model in found if model.table_class is table_class)
        lines.append("")
    return "\n".join(lines)


def not_evidence() -> str:
    """Why nothing rests on each working table."""
    return "".join(
        f"- `{model.__name__}`. {model.not_evidence}\n" for model in sorted(_working(), key=lambda one: one.__name__)
    )


def book() -> str:
    """The table of the example, as it stands."""
    return f"```text\n{BOOK.read_text(encoding='utf-8')}```\n"


def printed_map() -> str:
    """The map that stands in the page."""
    (found,) = [block.body for block in blocks(MAP_A_TABLE.read_text(encoding="utf-8")) if block.language == "toml"]
    return found


def dry_run() -> str:
    """What a dry run of the example says with the map that stands in the page."""
    from evenhand.intake.dry_run import report
    from evenhand.intake.join import read_tables
    from evenhand.intake.map_file import load_map

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grievance-book.toml"
        path.write_text(printed_map(), encoding="utf-8")
        table = load_map(path)
    lines = list(report(table, read_tables(table, [BOOK])).lines())
    return "\n".join(["```text", *(line.rstrip() for line in lines), "```", ""])


def verify_page() -> str:
    """The fingerprint of the page that checks a receipt."""
    from evenhand.office.published_files import VERIFY_PAGE, verify_page_hash

    return f"```text\n{verify_page_hash()}  {VERIFY_PAGE}\n```\n"


PRINTED: dict[tuple[Path, str], Callable[[], str]] = {
    (REFERENCE / "cli.md", "commands"): commands,
    (REFERENCE / "tables.md", "tables"): tables,
    (REFERENCE / "tables.md", "not evidence"): not_evidence,
    (REFERENCE / "limits.md", "limits"): limits,
    (REFERENCE / "clear.md", "clear"): clear,
    (REFERENCE / "verify-page.md", "verify page"): verify_page,
    (MAP_A_TABLE, "book"): book,
    (MAP_A_TABLE, "dry run"): dry_run,
}
"""Page and marker, and what stands there."""


def _working() -> list:
    found = models()
    from evenhand.records.models.table import TableClass

    return [model for model in found if model.table_class is TableClass.WORKING]


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    subparsers = next((action for action in actions if isinstance(action, argparse._SubParsersAction)), None)
    if subparsers is not None:
        helps = {choice.dest: choice.help for choice in subparsers._choices_actions}
        yield f"### {parser.prog}\n\n{parser.description}\n"
        for name, child in subparsers.choices.items():
            child.prog = f"{parser.prog} {name}"
            child.description = child.description or helps[name]
            yield from _command(child)
        return
    yield f"### {parser.prog}\n\n{_sentence(parser.description or '')}\n"
    yield from ("| argument | meaning |", "|---|---|")
    yield from (f"| `{_spelt(action)}` | {_sentence(action.help or '')} |" for action in actions)
    yield ""


def _spelt(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return (f"{metavar} ..." if action.nargs in ("+", "*") else metavar).replace("|", "\\|")
    takes = "" if action.nargs == 0 else f" {metavar} ..." if action.nargs in ("+", "*") else f" {metavar}"
    required = " (required)" if action.required else ""
    return f"{', '.join(action.option_strings)}{takes}{required}".replace("|", "\\|")


def _sentence(words: str) -> str:
    upper = words[:1].upper() + words[1:]
    return upper.replace("|", "\\|") + ("" if upper.endswith((".", "?")) else ".")


def models() -> list:
    """Every table's model."""
    _set_up_django()
    from django.apps import apps

    return list(apps.get_app_config("records").get_models())


def _set_up_django() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()


def _table(model) -> str:
    words = " ".join((model.__doc__ or "").split())
    columns = ", ".join(f"`{field.column}`" for field in model._meta.concrete_fields)
    return f"| `{model.__name__}` | {words} | {columns} |"


def main() -> int:
    """Write every printed part into its page; says which pages changed."""
    for (page, name), make in PRINTED.items():
        text = page.read_text(encoding="utf-8")
        printed = make()
        if between(text, name) != printed:
            page.write_text(put_between(text, name, printed), encoding="utf-8")
            print(f"Wrote {name} in {page.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
