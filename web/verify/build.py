"""Writes `verify.html`, the page that checks a receipt without a network, from the sources in this folder.

    python web/verify/build.py            write src/evenhand/office/verify.html
    python web/verify/build.py --check    say whether it is what the sources make; exit 1 if not

Standard library only. Each ES module becomes a function that is called once, in the order in which modules need one
another, and gives out what it exports; nothing is shortened or renamed, so the page can be read and compared with its
sources. Of the library in `vendor/`, whose files are those of its packages byte for byte, whole lines of comment are left
out. The same sources give the same bytes everywhere.
"""

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "src" / "evenhand" / "office" / "verify.html"
VENDOR = HERE / "vendor"
PACKAGES = {"@noble/curves/": VENDOR / "noble-curves", "@noble/hashes/": VENDOR / "noble-hashes"}

_IMPORT = re.compile(r'^import (?:(?P<what>\{[^}]*\}|\* as \w+) from )?["\'](?P<path>[^"\']+)["\'];$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function|class) (\w+))", re.M)
_EXPORT_LIST = re.compile(r"^export \{ ([^}]*) \};$", re.M)
_COMMENT_LINE = re.compile(r"\s*//")
_COMMENT_BEGINS = re.compile(r"\s*/\*")


class Broken(Exception):
    """A source says something that this script does not understand."""


def build() -> str:
    """The page."""
    script = _in_script("\n" + "".join([*_licences(), '"use strict";\n', *_modules(HERE / "src" / "main.js")]))
    style = "\n" + _read(HERE / "page.css")
    policy = f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data:; "
    policy += "base-uri 'none'; form-action 'none'"
    page = _read(HERE / "page.html")
    for name, text in (("policy", policy), ("style", style), ("script", script)):
        if page.count(f"@{name}@") != 1:
            raise Broken(f"The page has no one place for the {name}.")
        page = page.replace(f"@{name}@", text)
    return page


def _licences() -> Iterator[str]:
    for folder in PACKAGES.values():
        yield f"/*! {folder.name}\n\n{_read(folder / 'LICENSE')}*/\n"


def _modules(main: Path) -> Iterator[str]:
    """Each module once, after those that it needs."""
    done: dict[Path, str] = {}
    waiting: list[Path] = []

    def visit(path: Path) -> Iterator[str]:
        if path in waiting:
            raise Broken(f"{path.name} needs itself.")
        if path in done:
            return
        waiting.append(path)
        source = _read(path)
        for needed in _IMPORT.finditer(source):
            yield from visit(_resolve(needed["path"], path))
        waiting.pop()
        done[path] = _name(path)
        yield _as_function(path, source)

    yield from visit(main)


def _as_function(path: Path, source: str) -> str:
    """A module as a function that returns its exports."""

    def imported(found: re.Match[str]) -> str:
        what, needed = found["what"], _name(_resolve(found["path"], path))
        if what is None or what.strip("{ }") == "":
            return ""
        if what.startswith("*"):
            return f"const {what.removeprefix('* as ')} = {needed};"
        return f"const {what.replace(' as ', ': ')} = {needed};"

    exports = [found[1] for found in _EXPORT.finditer(source)]
    for listed in _EXPORT_LIST.finditer(source):
        exports += listed[1].split(", ")
    body = _EXPORT_LIST.sub("", _EXPORT.sub("", _IMPORT.sub(imported, source)))
    if left := re.search(r"^(?:import|export)\b.*", body, re.M):
        raise Broken(f"{path.name} has a line that is not understood: {left[0]}")
    if VENDOR in path.parents:
        body = _without_comments(path, body)
    body = re.sub(r"\n{2,}", "\n\n", body).strip()
    return f"\nconst {_name(path)} = (() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}})();\n"


def _without_comments(path: Path, source: str) -> str:
    """A source without its lines of comment. A text over several lines could look like one, so it must have none."""
    kept, inside = [], False
    for line in source.split("\n"):
        if not inside and _COMMENT_BEGINS.match(line):
            inside = True
        if inside:
            if "*/" in line:
                inside = False
                kept.append(line.partition("*/")[2])
        elif not _COMMENT_LINE.match(line):
            if line.count("`") % 2 and "`" in line.partition("//")[0]:
                raise Broken(f"{path.name} has a text over several lines: {line}")
            kept.append(line)
    return "\n".join(line.rstrip() for line in kept if line.strip())


def _resolve(said: str, user: Path) -> Path:
    for package, folder in PACKAGES.items():
        if said.startswith(package):
            return folder / said.removeprefix(package)
    return (user.parent / said).resolve()


def _name(path: Path) -> str:
    return "$" + re.sub(r"\W", "_", path.relative_to(HERE).with_suffix("").as_posix())


def _in_script(text: str) -> str:
    """The text, if it may stand inside a script element as it is."""
    if re.search(r"<(?:!--|/?script)", text, re.I):
        raise Broken("The script holds what would end it.")
    return text


def _source(text: str) -> str:
    """How a content security policy names an inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def main(arguments: list[str]) -> int:
    """Write the page, or compare."""
    page = build().encode()
    if arguments == ["--check"]:
        same = PAGE.exists() and PAGE.read_bytes() == page
        print("The page is what its sources make." if same else f"{PAGE.name} is old: python web/verify/build.py")
        return 0 if same else 1
    PAGE.write_bytes(page)
    print(f"{hashlib.sha256(page).hexdigest()}  {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
