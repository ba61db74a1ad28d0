"""The paper of one trustee: their share, what it is for, how to keep it, and what to do when somebody asks for it."""

import textwrap
from dataclasses import dataclass

from evenhand.vault.trustees import WordShare

_WIDTH = 78
_COLUMNS = 3
_PURPOSE = (
    "What it is for. Whoever works on complaints opens them with a password. Where nobody is left who can, {threshold} trustees "
    "together give access to somebody anew. Alone this paper opens nothing."
)
_KEEPING = (
    "How to keep it. On paper, in a sealed envelope, in a safe or where you keep a will. Not in a photograph, a mail, a chat or "
    "a computer. Do not keep two shares in one place, and tell nobody who need not know that you have it."
)
_ASKED = (
    "When you are asked for it. Ask who wants it and why, and call another trustee on a number that you had before. Bring the "
    "paper and type the words yourself, where the others do the same. Nobody needs your words by telephone or mail. A "
    "rehearsal is asked for in the same way, and gives access to nobody."
)
_LOST = (
    "When it is lost, when somebody has seen it, or when you give up the office, say so at once. Then new shares are made for "
    "everybody, and this one is destroyed."
)


@dataclass(frozen=True, slots=True)
class TrusteeSet:
    """What all papers of one set have in common. `key` is the `key_id` of the trustees' key pair, `made` a day."""

    organisation: str
    key: str
    count: int
    threshold: int
    made: str


def paper(of: TrusteeSet, share: WordShare) -> str:
    """The paper as text of at most 78 columns, to be printed or copied by hand."""
    title = f"Trustee's share {share.number} of {of.count}"
    head = [
        title,
        "=" * len(title),
        "",
        f"Organisation:  {of.organisation}",
        f"Key:           {of.key}",
        f"Made on:       {of.made}",
        f"It takes:      any {of.threshold} of the {of.count} shares, together",
        "",
        *_numbered(share.words),
    ]
    return "\n".join([*head, *_advice(of), ""])


def _numbered(words: tuple[str, ...]) -> list[str]:
    """The words in rows that are read across, so that a copy of them has the right order."""
    cells = [f"{place:2} {word}" for place, word in enumerate(words, start=1)]
    rows = (cells[at : at + _COLUMNS] for at in range(0, len(cells), _COLUMNS))
    return ["".join(f"{cell:<20}" for cell in row).rstrip() for row in rows]


def _advice(of: TrusteeSet) -> list[str]:
    paragraphs = (one.format(threshold=of.threshold) for one in (_PURPOSE, _KEEPING, _ASKED, _LOST))
    return [line for one in paragraphs for line in ("", *textwrap.wrap(one, _WIDTH, break_long_words=False))]
