"""How commands report: sentences for people, one JSON object with --json; and how they fail."""

import json
import sys
from typing import Any


class Failure(Exception):
    """A command cannot go on. The message is one plain sentence that says what to do; `exit_code` is 1 or 2."""

    def __init__(self, sentence: str, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def say(line: str = "") -> None:
    """One line for a person."""
    print(line, flush=True)


def report(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    sys.stdout.flush()
