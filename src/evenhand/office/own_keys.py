"""The register's own keys as the public is told of them: since when each signs, until when, and which entries say so."""

from evenhand.records.queries.keys import key_changes
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import key_change
from evenhand_register.errors import RegisterError
from evenhand_register.key_change import KeyUse
from evenhand_register.policy import Policy


def own_keys(vkeys: str, size: int) -> tuple[KeyUse, ...]:
    """The keys that the register has or had under a head of so many entries, the newest first.

    `vkeys` are those on this machine, a line each; the entries are asked only where there are several. Nothing where the two do not
    agree: the clerk says so, and the doctor.
    """
    own = Policy.of_keys(vkeys.split()).logs
    if len(own) == 1:
        return (KeyUse(own[0]),)
    try:
        uses = key_change.follow(own, key_changes(own[0].name)).uses
    except (RegisterError, RowsDamaged):
        return ()
    return tuple(use for use in reversed(uses) if use.added is None or use.added.index < size)
