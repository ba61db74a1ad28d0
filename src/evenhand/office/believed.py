"""What acts say, as far as their records are the ones that their entries commit to (ADR 0032).

A row beside the register is easily written in, and put back. Before anything is sealed or granted by such a row, its act is asked.
"""

import base64
import json
from collections.abc import Collection, Mapping
from typing import Any

from evenhand.process.facts import Into
from evenhand.records.models import Record
from evenhand.vault.keys import PublicKey, key_id
from evenhand_register.record import commit_spelt


def said_by(entries: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """What the acts of these entries say, by entry. One whose record is not what its entry commits to is left out."""
    columns = ("entry_id", "facts", "facts_salt", "content_hash", "entry__record")
    found: dict[int, Mapping[str, Any]] = {}
    for index, *parts in Record.objects.filter(entry__in=entries).values_list(*columns):
        try:
            facts, salt, content, record = map(bytes, parts)
            if commit_spelt(facts, salt, content) == record:
                found[index] = json.loads(facts)["data"]
        except (TypeError, ValueError, KeyError):  # a column that somebody wrote something else into
            continue
    return found


def made_by(said: Mapping[str, Any] | None, id_: str, purpose: Into, case: int | None, public: PublicKey) -> bool:
    """Whether the act that says this made that compartment."""
    if said is None or key_id(public) != id_ or case != (said.get("case") if purpose is Into.CASE else None):
        return False
    wanted = (purpose.value, id_, base64.b64encode(public).decode())
    return any((one["for"], one["key"], one["public"]) == wanted for one in said.get("compartments", ()))
