"""Which key counts: the one given, else the one remembered for that register, else the one beside what is checked.

A key that comes with the thing it signs shows only that the thing agrees with itself, and whoever reads the answer is
told so in its first line.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from evenhand_register import policy
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy
from evenhand_register.tiles import TileStore

from .memory import Memory
from .sources import UsageError, read_file

__all__ = ["BESIDE_WARNING", "KeySource", "Trust", "beside", "given", "remembered"]

BESIDE_WARNING = "The key came from what is being checked: this shows only that it agrees with itself."


class KeySource(Enum):
    """Where a key came from."""

    GIVEN = "given"
    REMEMBERED = "remembered"
    BESIDE = "beside"


@dataclass(frozen=True)
class Trust:
    """A policy, its text as it may be remembered, and where it came from."""

    policy: Policy
    text: bytes
    source: KeySource


def given(policy_file: str | None, vkey: str | None) -> Trust | None:
    """Return the trust that the options state, or None. Raises UsageError where they state none that can be read."""
    try:
        if policy_file is not None:
            return _from_policy(read_file(Path(policy_file)), KeySource.GIVEN)
        if vkey is not None:
            return _from_vkey(vkey, KeySource.GIVEN)
    except RegisterError as error:
        raise UsageError(f"The key or policy given cannot be used: {error.diagnostics()}") from None
    return None


def remembered(memory: Memory, origin: str) -> Trust | None:
    """Return the trust of an earlier check of this register, or None. Raises UsageError where it was damaged."""
    text = memory.policy(origin)
    try:
        return None if text is None else _from_policy(text, KeySource.REMEMBERED)
    except RegisterError as error:
        raise UsageError(
            f"The key remembered for {origin} is damaged, so give it again: {error.diagnostics()}"
        ) from None


def beside(store: TileStore) -> Trust | None:
    """Return the trust that lies beside what is checked, or None. Raises RegisterError where it is malformed."""
    text = store.read("policy")
    if text is not None:
        return _from_policy(text, KeySource.BESIDE)
    vkey = store.read("vkey")
    return None if vkey is None else _from_vkey(vkey.decode("utf-8", "replace").strip(), KeySource.BESIDE)


def _from_policy(text: bytes, source: KeySource) -> Trust:
    return Trust(policy.parse(text), text, source)


def _from_vkey(vkey: str, source: KeySource) -> Trust:
    return Trust(Policy.of_key(vkey), f"log {vkey}\nquorum none\n".encode(), source)
