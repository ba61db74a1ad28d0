"""Entries whose record is public, those of a kind with a fixed meaning (REGISTER.md 2.4): scheme, statement, key, notice."""

from collections.abc import Mapping, Sequence

from evenhand.office.context import Office
from evenhand.process.facts import Recorded
from evenhand.records.append import Prepared
from evenhand_register import canonical
from evenhand_register.record import NO_CONTENT, commit, facts


def public_entry(office: Office, kind: str, document: Mapping[str, object], scheme: bytes | None = None) -> Prepared:
    """An entry with this document for everybody, ready to be appended. `scheme` is the record of the one that it cites, if any."""
    whole, salt = facts(kind, dict(document)), office.entropy(32)
    return Prepared(
        kind=kind,
        act=kind,
        complaint=None,
        begins=None,
        data=document,
        facts=canonical.dumps(whole),
        facts_salt=salt,
        content_hash=NO_CONTENT,
        record=commit(whole, salt),
        scheme=scheme,
    )


def nothing_to_project(recorded: Sequence[Recorded]) -> None:
    """Nothing comes with it: what such an entry says is read from its record."""
