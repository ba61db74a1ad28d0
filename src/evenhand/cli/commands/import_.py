"""`evenhand import`: what people already have, into the register."""

import argparse

from evenhand.cli.commands import import_table

WORDS = "Import older records: a spreadsheet, or two joined tables, read by a map."

_KINDS = {"table": import_table}
"""Each kind of import by its name: a module with WORDS, arguments and run."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kinds of import and their options."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="WHAT")
    for name, module in _KINDS.items():
        kind = kinds.add_parser(name, help=module.WORDS, description=module.WORDS)
        module.arguments(kind)


def run(options: argparse.Namespace) -> int:
    """Import."""
    return int(_KINDS[options.kind].run(options))
