"""Begin a register: the scheme is its first entry, the rulebook its second (REGISTER.md section 3)."""

from collections.abc import Sequence

from django.db import transaction

from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.context import Office
from evenhand.office.scheme import scheme_document
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Recorded, Refusal
from evenhand.process.rulebook import Rulebook, RulebookError, parse
from evenhand.records.append import Expected, Prepared, append, begin
from evenhand.records.models import Entry
from evenhand_register import canonical
from evenhand_register.record import commit


def found_organisation(office: Office, name: str, rulebook_text: str) -> Rulebook | Refusal:
    """Write the scheme and adopt the first rulebook, both or neither. The register must be empty."""
    try:
        rulebook = parse(rulebook_text)
    except RulebookError as error:
        return Refusal("rulebook", str(error), "text")
    with transaction.atomic():
        begin()
        _write_scheme(office, name, rulebook)
        adopted = adopt_rulebook(office, FOUNDING, rulebook_text)
        transaction.set_rollback(isinstance(adopted, Refusal))
    return adopted


def is_founded() -> bool:
    """Whether this database holds an organisation."""
    return Entry.objects.exists()


def _write_scheme(office: Office, name: str, rulebook: Rulebook) -> None:
    document = scheme_document(office.origin, name, rulebook)
    facts = {
        "data": document,
        "kind": "scheme",
        "nonce": None,
        "template": None,
        "v": "evenhand.facts/v1",
    }
    salt, no_content = office.entropy(32), bytes(32)
    entry = Prepared(
        kind="scheme",
        act="scheme",
        complaint=None,
        begins=None,
        data=document,
        facts=canonical.dumps(facts),
        facts_salt=salt,
        content_hash=no_content,
        record=commit(facts, salt, no_content),
        scheme=None,
    )
    append([entry], day=office.utc_day(), expected=Expected(office=-1), project=_nothing_to_project)


def _nothing_to_project(recorded: Sequence[Recorded]) -> None:
    """The scheme is read from its record."""
