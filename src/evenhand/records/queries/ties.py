"""What the staff have declared against what the parties of a complaint gave, by token (B5)."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from evenhand.process.state import ComplaintState
from evenhand.process.ties import CERTAIN, Tied, Token, tied
from evenhand.records.models import PartyToken, Tie, TieToken


def ties_to(state: ComplaintState) -> dict[str, Tied]:
    """Everybody on the staff who is tied to a party of it, or of whom that cannot be told; others are not."""
    declared, ended = _tokens(Tie.objects.filter(ended_entry=None)), _tokens(Tie.objects.exclude(ended_entry=None))
    if not declared and not ended:
        return {}
    parties = set(PartyToken.objects.filter(complaint=state.index).values_list("kind", "token"))
    findable = not state.to_make_findable()
    answers = {
        person: tied(declared.get(person, ()), parties, all_findable=findable, taken_back=ended.get(person, ()))
        for person in {**declared, **ended}
    }
    return {person: answer for person, answer in answers.items() if answer is not Tied.NO}


def declared_tokens(person: str | None = None) -> dict[str, set[Token]]:
    """The tokens of all ties that hold, by who declared them; of one person, or of everybody."""
    ties = Tie.objects.filter(ended_entry=None)
    return _tokens(ties if person is None else ties.filter(person=person))


def _tokens(ties: QuerySet[Tie]) -> dict[str, set[Token]]:
    """The tokens of these ties, by who declared them."""
    owners = dict(ties.values_list("ref", "person"))
    found: dict[str, set[Token]] = {}
    if owners:
        for tie, kind, token in TieToken.objects.filter(tie__in=owners).values_list("tie", "kind", "token"):
            found.setdefault(owners[tie], set()).add((kind, token))
    return found


def certainly_tied() -> tuple[tuple[str, tuple[int, ...]], ...]:
    """By member of staff, the complaints with a party whom they are certainly tied to, whether they work on them or not."""
    found: dict[str, set[int]] = {}
    owners: dict[Token, list[str]] = {}
    for person, own in declared_tokens().items():
        for token in own:
            if token[0] in CERTAIN:
                owners.setdefault(token, []).append(person)
    if not owners:
        return ()
    rows = PartyToken.objects.filter(token__in=[code for _kind, code in owners])
    for complaint, kind, code in rows.values_list("complaint", "kind", "token"):
        for person in owners.get((kind, code), ()):
            found.setdefault(person, set()).add(complaint)
    return tuple((person, tuple(sorted(complaints))) for person, complaints in sorted(found.items()))


def ties_of(person: str) -> Sequence[Tie]:
    """What somebody has declared and not taken back, in order."""
    return list(Tie.objects.filter(person=person, ended_entry=None).order_by("entry"))


def tied_complaints(person: str, complaints: Iterable[int]) -> set[int]:
    """Those of these complaints a party of which agrees in anything with what the person declared."""
    declared = declared_tokens(person).get(person, set())
    rows = PartyToken.objects.filter(complaint__in=list(complaints), token__in=[token for _kind, token in declared])
    return {
        index for index, kind, token in rows.values_list("complaint", "kind", "token") if (kind, token) in declared
    }
