"""Words that break programs: the Big List of Naughty Strings, and our own of what it leaves out."""

import json
from functools import cache
from pathlib import Path
from urllib.parse import unquote

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

OWN = (
    "",
    "\x00",
    "a\x00b",
    "\ud800 a lone half of a pair",
    "\udfff",
    "\U0010ffff\ufffe\uffff",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068\u2069 isolates",
    "z\u200be\u200cr\u200do\ufeff width",
    "\u0085\u2028\u2029 line ends",
    "\x1b[31mred\x07\x08",
    "\r\nSet-Cookie: stolen=1\r\n\r\n<script>",
    "9" * 400,
    "-" + "9" * 40,
    "9" * 5000,
    "1e309",
    "NaN",
    "٣٤٥",
    "²",
    "0x1F",
    "<script>alert('hostile')</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% load static %}",
    "%s %d %(name)s {0} {name}",
    "../../../../etc/passwd",
    "' OR 1=1; DROP TABLE records_entry; --",
    "=cmd|' /C calc'!A0",
    "a" * 2_001,
    "é" * 60_000,
    "x" * 250_000,
    "line\n" * 20_000,
    "e" + "\u0301" * 3_000,
    "مستند ‏שלום‎ mixed",
)
REPRESENTATIVE = tuple(words for words in OWN if len(words) < 100_000)
"""What a short run sends everywhere."""


@cache
def naughty() -> tuple[str, ...]:
    """The big list, where the reference data is beside the checkout, else nothing."""
    path = SHARED / "naughty_strings" / "blns.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else ()


def every() -> tuple[str, ...]:
    """All of them, each once."""
    return tuple(dict.fromkeys([*OWN, *naughty()]))


@cache
def file_names() -> tuple[str, ...]:
    """Names that a hostile or unlucky sender gives a file."""
    path = SHARED / "hostile" / "files" / "FILENAMES.txt"
    listed = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    return tuple(dict.fromkeys([*map(unquote, listed), *(words[:300] for words in REPRESENTATIVE)]))


def hostile_files() -> tuple[Path, ...]:
    """The hostile files, where they are beside the checkout, else nothing."""
    folder = SHARED / "hostile" / "files"
    return tuple(path for path in sorted(folder.glob("*")) if path.name not in ("INDEX.csv", "FILENAMES.txt"))
