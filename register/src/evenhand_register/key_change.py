"""A log that changes its key, as entries of the kind `key` say it (register.md sections 2.4 and 9.8).

    {"add": [vkey], "origin", "reason": words, "retire": [vkey], "v": "evenhand.key/v1"}

Such an entry is evidence of a change and never authority: a reader changes keys by policy alone. The writer and whoever
examines it hold the keys at hand against these entries: a key that no entry names, and one that went before its time, is
a change that was not logged.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ._form import Form
from .entry import day_bounds
from .errors import RegisterError
from .keys import PLAIN, VerifierKey

__all__ = ["OVERLAP", "KeyChange", "KeyHistory", "KeyUse", "LoggedChange", "document", "follow", "parse"]

OVERLAP = timedelta(days=90)
"""For at least so long the old key signs beside the new one, so that every reader can change in time."""
_VERSION = "evenhand.key/v1"
_MOST_AT_ONCE = 8
_FORM = Form("E_KEY_FORMAT", "change of key")


@dataclass(frozen=True)
class KeyChange:
    """What one entry says: the keys that sign from its head on, and those that no longer do. `reason` is for people."""

    add: tuple[VerifierKey, ...]
    retire: tuple[VerifierKey, ...]
    reason: str


@dataclass(frozen=True)
class LoggedChange:
    """A change with the index and the day of its entry."""

    index: int
    day: str
    change: KeyChange


@dataclass(frozen=True)
class KeyUse:
    """A key of the log, and the changes that added and retired it; None: it was there from the beginning, or still signs."""

    key: VerifierKey
    added: LoggedChange | None = None
    retired: LoggedChange | None = None

    def signs(self, size: int) -> bool:
        """Whether it signs a head of so many entries."""
        begun = self.added is None or self.added.index < size
        return begun and (self.retired is None or self.retired.index >= size)


@dataclass(frozen=True)
class KeyHistory:
    """Every key that the log ever had, the oldest first."""

    uses: tuple[KeyUse, ...]

    def signing(self, size: int) -> tuple[VerifierKey, ...]:
        """The keys that sign a head of so many entries, the newest first."""
        return tuple(use.key for use in reversed(self.uses) if use.signs(size))

    def named(self, size: int) -> tuple[VerifierKey, ...]:
        """The keys that the log had by then, also those that no longer signed, the newest first."""
        return tuple(use.key for use in reversed(self.uses) if use.added is None or use.added.index < size)


def document(origin: str, change: KeyChange) -> dict[str, Any]:
    """Return the document of a change."""
    add, retire = ([key.vkey for key in keys] for keys in (change.add, change.retire))
    return {"add": add, "origin": origin, "reason": change.reason, "retire": retire, "v": _VERSION}


def parse(data: Any, origin: str) -> KeyChange:
    """Return the change that a document states. Raises E_KEY_FORMAT; E_ORIGIN if it or a key in it is another log's."""
    parts = _FORM.members(data, "add", "origin", "reason", "retire", "v")
    _FORM.constant(parts["v"], _VERSION)
    if parts["origin"] != origin:
        raise RegisterError("E_ORIGIN", "The change of key is another register's.")
    add, retire = (_keys(parts[name], origin) for name in ("add", "retire"))
    if not add and not retire:
        raise _FORM.fail("names no key")
    if len({key.key_id for key in (*add, *retire)}) != len(add) + len(retire):
        raise _FORM.fail("names a key twice, or two keys with one short id")
    return KeyChange(add, retire, _FORM.words(parts["reason"]))


def follow(own: Collection[VerifierKey], logged: Iterable[LoggedChange]) -> KeyHistory:
    """Return the history of a log that holds the keys `own`, current and retired, and logged these changes in order.

    The one key of `own` that no change adds is the one that the log began with; a key that was added may still be missing
    from it. Raises E_KEY_CHANGE if no lawful history gives these keys.
    """
    changes = tuple(logged)
    added = {key for one in changes for key in one.change.add}
    begun = [key for key in own if key not in added]
    if len(begun) != 1:
        raise _unlawful(
            f"The register has {len(begun)} keys that no entry of it adds, and it began with one: a key was exchanged, put in or "
            "taken away without an entry that says so."
        )
    uses = [KeyUse(begun[0])]
    for one in changes:
        uses = _changed(uses, one)
    return KeyHistory(tuple(uses))


def _changed(uses: Sequence[KeyUse], one: LoggedChange) -> list[KeyUse]:
    found = list(uses)
    for key in one.change.retire:
        found = [_retired(use, one, uses) if use.key == key else use for use in found]
        if all(use.key != key or use.retired is not one for use in found):
            raise _unlawful(f"Entry {one.index} retires a key that does not sign, {key.vkey}.")
    for key in one.change.add:
        if any(use.key.key_id == key.key_id for use in found):
            raise _unlawful(f"Entry {one.index} adds a key whose short id another key of this register has or had.")
        found.append(KeyUse(key, one))
    signing = sum(use.retired is None for use in found)
    if not 1 <= signing <= 2:
        raise _unlawful(
            f"After entry {one.index} {signing} keys sign: one does, or for a while the old and the new one."
        )
    return found


def _retired(use: KeyUse, one: LoggedChange, uses: Sequence[KeyUse]) -> KeyUse:
    """The use, ended by this change. The other key must have signed beside it for long enough."""
    if use.retired is not None:
        raise _unlawful(f"Entry {one.index} retires a key that was retired before.")
    begun = [day_bounds(other.added.day)[1] for other in uses if other.added and not other.retired]
    if sum(other.retired is None for other in uses) < 2 or not begun:
        raise _unlawful(f"Entry {one.index} retires the only key that signs.")
    ends = max(begun) + OVERLAP
    if day_bounds(one.day)[0] < ends:
        raise _unlawful(
            f"Entry {one.index} retires a key on {one.day}, and both keys sign until {ends}, for at least {OVERLAP.days} days."
        )
    return KeyUse(use.key, use.added, one)


def _keys(value: Any, origin: str) -> tuple[VerifierKey, ...]:
    found = []
    for vkey in _FORM.items(value, 0, _MOST_AT_ONCE, "keys"):
        try:
            key = VerifierKey.parse(_FORM.text(vkey, "key"))
        except RegisterError as error:
            raise RegisterError("E_KEY_FORMAT", error.sentence) from None
        if key.type != PLAIN:
            raise _FORM.fail("names a key that signs no heads")
        if key.name != origin:
            raise RegisterError("E_ORIGIN", f"The change of key names a key of {key.name}: a log's key has its name.")
        found.append(key)
    return tuple(found)


def _unlawful(sentence: str) -> RegisterError:
    return RegisterError("E_KEY_CHANGE", sentence)
