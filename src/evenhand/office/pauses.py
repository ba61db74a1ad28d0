"""What is said to whoever has to wait after wrong tries: how long, and nothing about what was tried."""

from dataclasses import dataclass

from evenhand.process.facts import Refusal
from evenhand.vault.errors import TriedTooOften

_IN_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Pause(Refusal):
    """A try that was not looked at. The next one is from `seconds` on."""

    seconds: int = 0


def pause(waits: TriedTooOften) -> Pause:
    """The refusal, the same for every reason to wait."""
    seconds = max(1, waits.seconds)
    if seconds == 1:
        how_long = "1 second"
    elif seconds <= _IN_SECONDS:
        how_long = f"{seconds} seconds"
    else:
        how_long = f"{-(-seconds // 60)} minutes"
    sentence = f"There were too many wrong tries, so this one was not looked at. Wait {how_long}, then try again."
    return Pause("wait", sentence, seconds=seconds)
