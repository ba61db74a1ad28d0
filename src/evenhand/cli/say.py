"""How commands report: sentences for people, one JSON object with --json; and how they fail."""

import json
import re
import sys
from typing import Any

_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys instead of showing it, turns text around, or cannot be written at all."""


class Failure(Exception):
    """A command cannot go on. The message is one plain sentence that says what to do; `exit_code` is 1 or 2."""

    def __init__(self, sentence: str, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def harmless(words: str) -> str:
    """The words as a terminal may show them, whatever file or command line they come from."""
    return _STEERS.sub(lambda match: f"\\u{ord(match[0]):04x}", words)


def say(line: str = "") -> None:
    """One line for a person."""
    print(harmless(line), flush=True)


def report(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(harmless(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")
    sys.stdout.flush()
