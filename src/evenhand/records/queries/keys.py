"""The changes of the register's key, as its entries say them (REGISTER.md 9.8)."""

import json

from evenhand.records.models import Record
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import entry, key_change
from evenhand_register.errors import RegisterError
from evenhand_register.key_change import LoggedChange
from evenhand_register.record import commit_spelt

KEY = "key"
"""The kind of these entries (REGISTER.md 2.4)."""


def key_changes(origin: str) -> tuple[LoggedChange, ...]:
    """Every change, in order. Raises RowsDamaged if one is not what its public entry commits to, or no such change."""
    columns = ("entry_id", "entry__body", "facts", "facts_salt", "content_hash")
    rows = Record.objects.filter(act=KEY).order_by("entry_id").values_list(*columns)
    return tuple(_change(index, bytes(body), tuple(map(bytes, parts)), origin) for index, body, *parts in rows)


def _change(index: int, body: bytes, parts: tuple[bytes, ...], origin: str) -> LoggedChange:
    facts, salt, content = parts
    try:
        public = entry.parse(body)
        if public.kind == KEY and commit_spelt(facts, salt, content) == public.record:
            return LoggedChange(index, public.day, key_change.parse(json.loads(facts)["data"], origin))
        reason = "its record is another's"
    except (RegisterError, ValueError, KeyError, TypeError) as error:
        reason = str(error)
    raise RowsDamaged(
        f"Entry {index} is to say how the key of this register changed, and says no such thing ({reason}). Somebody else than this "
        "program wrote it: run `evenhand doctor`."
    )
