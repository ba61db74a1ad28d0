"""How trustees type their shares at the command line: one after the other, each looked at when it is complete."""

import re
from collections.abc import Callable

from evenhand.vault.trustees import WORDS, SharesFault, read_share

_BETWEEN = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_]+")


def shares_in(text: str) -> list[str]:
    """The shares of a text, with an empty line between them."""
    return [part for part in _BETWEEN.split(text.replace("\r\n", "\n")) if part.strip()]


def ask_shares(ask: Callable[[str], str], tell: Callable[[str], None]) -> list[str]:
    """Ask for shares until there are as many as the first says that it takes, or an empty line comes in the place of one.

    One that is mistyped is asked for again.
    """
    typed: list[str] = []
    wanted = 1
    while len(typed) < wanted:
        place = len(typed) + 1
        tell(f"Share {place}: type its {WORDS} words, over several lines if you like. An empty line ends it.")
        text = _one(ask)
        if not text:
            break
        try:
            wanted = read_share(text, place).threshold
        except SharesFault as fault:
            tell(str(fault))
            continue
        typed.append(text)
    return typed


def _one(ask: Callable[[str], str]) -> str:
    lines: list[str] = []
    while len(_WORD.findall(" ".join(lines))) < WORDS:
        try:
            line = ask("  ")
        except EOFError:
            break
        if not line.strip():
            break
        lines.append(line)
    return " ".join(lines)
