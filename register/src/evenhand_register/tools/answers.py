"""What was found, as an answer that a person can read or a program can parse.

Whatever is printed may have been written by the register that is being checked, so no character of it may move the
cursor, colour the screen or turn the direction of the text: `plain` replaces those.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from .trust import BESIDE_WARNING, KeySource, Trust

__all__ = ["Answer", "Verdict", "as_json", "as_text", "plain"]

_MAX_LINE = 4096


class Verdict(IntEnum):
    """The exit code, and what it says."""

    VERIFIED = 0
    NOT_VERIFIED = 1
    NOT_ANSWERED = 2
    PARTLY_CHECKED = 3


_TITLES = {
    Verdict.VERIFIED: "VERIFIED",
    Verdict.NOT_VERIFIED: "NOT VERIFIED",
    Verdict.NOT_ANSWERED: "NOT ANSWERED",
    Verdict.PARTLY_CHECKED: "PARTLY CHECKED",
}


@dataclass
class Answer:
    """A verdict and its sentence, what was looked at, what follows from it, and what does not."""

    verdict: Verdict
    sentence: str
    code: str | None = None
    checked: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    meaning: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The verdict and its sentence on one line, the code of what failed in brackets at its end."""
        code = "" if self.code is None else f" [{self.code}]"
        return plain(f"{_TITLES[self.verdict]}: {self.sentence}{code}")


def as_text(answer: Answer, trust: Trust | None) -> str:
    """Return the answer in lines for a person; why there is none is not among them."""
    opening = [BESIDE_WARNING] if _is_beside(trust) else []
    if answer.verdict is not Verdict.NOT_ANSWERED:
        opening.append(answer.title)
    blocks = [opening, *([heading, *(f"- {plain(item)}" for item in items)] for heading, items in _sections(answer))]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def as_json(answer: Answer, trust: Trust | None) -> str:
    """Return the answer as one JSON object on one line."""
    return (
        json.dumps(
            {
                "verdict": answer.verdict.name.lower(),
                "exit": answer.verdict.value,
                "sentence": answer.sentence,
                "code": answer.code,
                "key": None if trust is None else {"source": trust.source.value, "log_keys": _log_keys(trust)},
                "warnings": ([BESIDE_WARNING] if _is_beside(trust) else []) + answer.warnings,
                "checked": answer.checked,
                "says": answer.says,
                "meaning": answer.meaning,
                "limits": answer.limits,
                **answer.details,
            }
        )
        + "\n"
    )


def plain(text: str) -> str:
    """Return text on one line, without control characters and of a bearable length."""
    kept = (
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" else c for c in text
    )
    line = "".join(kept)
    return line if len(line) <= _MAX_LINE else line[:_MAX_LINE] + " ..."


def _sections(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    for heading, items in (
        ("What was checked", answer.checked),
        ("What the record says", answer.says),
        ("What it means", answer.meaning),
        ("What it does not show", answer.limits),
        ("To be noted", answer.warnings),
    ):
        if items:
            yield heading, items


def _is_beside(trust: Trust | None) -> bool:
    return trust is not None and trust.source is KeySource.BESIDE


def _log_keys(trust: Trust) -> list[str]:
    return [key.vkey for key in trust.policy.logs]
