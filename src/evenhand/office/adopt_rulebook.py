"""Adopt a rulebook: validated, hashed, logged, and pinned to every complaint received from then on (C4)."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Made
from evenhand.office.lay_scheme import counts_the_same, replace_scheme
from evenhand.office.office_act import newest, record
from evenhand.process.appointing import may_set_up
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.rulebook import Rulebook, RulebookError, parse_new
from evenhand.records.load import people
from evenhand.records.models import RulebookText


@decided_again
def adopt_rulebook(office: Office, by: str, text: str, teams: Sequence[Made] = ()) -> Rulebook | Refusal:
    """Make a rulebook the one in force. `by` is a staff reference, or the founding, with which the teams' first keys come."""
    seen = newest()
    refusal = may_set_up(by, people(), office.today())
    if refusal is not None:
        return refusal
    try:
        rulebook = parse_new(text)
    except RulebookError as error:
        return Refusal("rulebook", str(error), "text")
    if RulebookText.objects.filter(hash=rulebook.hash).exists():
        return Refusal(
            "adopted-already", "This rulebook, word for word, was adopted before. Nothing was changed.", "text"
        )
    fact = Fact(
        "rulebook-adopted",
        {"by": by, "name": rulebook.name, "rulebook": rulebook.hash, "version": rulebook.version},
    )

    def write(recorded: Sequence[Recorded]) -> None:
        RulebookText.objects.create(
            hash=rulebook.hash, name=rulebook.name, version=rulebook.version, text=text, entry=recorded[0].index
        )

    if counts_the_same(office, rulebook):
        record(office, [fact], write, seen, made=teams)
    else:
        replace_scheme(office, rulebook, [fact], write, seen)
    return rulebook
