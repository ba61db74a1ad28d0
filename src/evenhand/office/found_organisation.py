"""Begin a register: the scheme is its first entry, the rulebook its second (REGISTER.md section 3)."""

from django.db import transaction

from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.context import Office
from evenhand.office.lay_scheme import first_scheme
from evenhand.office.teams import first_keys
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal
from evenhand.process.rulebook import Rulebook, RulebookError, parse_new
from evenhand.records.append import begin
from evenhand.records.models import Entry


def found_organisation(office: Office, name: str, rulebook_text: str) -> Rulebook | Refusal:
    """Write the scheme and adopt the first rulebook, both or neither. The register must be empty. Raises VaultError."""
    try:
        rulebook = parse_new(rulebook_text)
    except RulebookError as error:
        return Refusal("rulebook", str(error), "text")
    teams = first_keys(office)
    with transaction.atomic():
        begin()
        first_scheme(office, name, rulebook)
        adopted = adopt_rulebook(office, FOUNDING, rulebook_text, teams)
        transaction.set_rollback(isinstance(adopted, Refusal))
    return adopted


def is_founded() -> bool:
    """Whether this database holds an organisation."""
    return Entry.objects.exists()
