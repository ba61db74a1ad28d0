"""For every act that is offered, a command that should be accepted; and for every kind of command, many that may not be."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from evenhand.process import commands as c
from evenhand.process.affiliations import Declaration
from evenhand.process.codes import (
    BREACH_FINDINGS,
    CaseStage,
    Duty,
    Finding,
    LinkType,
    OpeningReason,
    OverrideReason,
    OversightResult,
    ReopenGround,
    Reply,
    Role,
)
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.permissions import Offer
from evenhand.process.state import CLERK, COMPLAINANT, Around, CaseState, ComplaintState, Draw, Other, Person
from tests.process.steps import SERVED, WAIVER, a_pool
from tests.process.world import REASONS, RULEBOOK, staff

if TYPE_CHECKING:  # the generator itself is handed in by Hypothesis
    from random import Random  # noqa: TID251

FRESH = 10**6
"""The index of a complaint that nobody has touched, for a link that can be made."""
NEWCOMER = staff("newcomer", Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.DECISION_MAKER)
OUTSIDER = staff("outsider", Role.OUTSIDE_HANDLER)
NEWCOMERS = {
    person.ref: person
    for person in (
        NEWCOMER,
        OUTSIDER,
        staff("another", Role.OUTSIDE_HANDLER),
        staff("second", Role.DECISION_MAKER),
        staff("third", Role.CASE_MANAGER),
        staff("fourth", Role.TRIAGE_ASSESSOR),
        staff("fifth", Role.REVIEWER),
        staff("sixth", Role.OVERSEER),
    )
}
COMMANDS = {
    kind.__name__: kind
    for kind in vars(c).values()
    if isinstance(kind, type) and issubclass(kind, c.Command) and kind not in (c.Command, c.Submit)
}


def widened(around: Around, state: ComplaintState) -> Around:
    """The surroundings with people who are free, and a complaint that can be linked."""
    return replace(
        around,
        people={**around.people, **NEWCOMERS},
        affiliations=replace(
            around.affiliations,
            declared={**around.affiliations.declared, **{ref: Declaration(around.today) for ref in NEWCOMERS}},
        ),
        others={**around.others, FRESH: Other(apart=state.apart)},
    )


def newcomer(state: ComplaintState) -> str:
    """Somebody who is free for that complaint."""
    return (OUTSIDER if state.apart else NEWCOMER).ref


@dataclass(frozen=True)
class Want:
    """What a witness is made from: the case's number if the act is on one, and all that surrounds it."""

    case: int | None
    state: ComplaintState
    person: Person
    around: Around

    def found(self) -> CaseState:
        found = self.state.case(self.case or 0)
        if found is None:
            raise LookupError("This act is on a case.")
        return found


def witness(offer: Offer, state: ComplaintState, person: Person, around: Around) -> c.Command:
    """A command that must be accepted wherever that act is offered. Raises LookupError if it needs a case."""
    return WITNESSES[offer.command](Want(offer.case, state, person, around))


def _reply(want: Want) -> c.Command:
    if want.person.ref == CLERK:
        return c.RecordReply(case=want.found().number, how="window-passed")
    return c.RecordReply(case=want.found().number, how="recorded", text="It was not me.", complete=REASONS)


def _assign(want: Want) -> c.Command:
    late = want.found().stage is CaseStage.RECOMMENDED
    return c.Assign(case=want.found().number, duty="decide" if late else "investigate", person=newcomer(want.state))


def _value(want: Want) -> c.Command:
    draw = want.found().draw
    if draw is None:
        raise LookupError("A value is typed for a pool.")
    value = "03-11-19" if draw.typed_by != want.person.ref else str(draw.typed)[:8]
    return c.TypeValue(case=want.found().number, value=value, order=_order(draw))


def _order(draw: Draw) -> tuple[str, ...]:
    """Everybody who can be drawn, in an order that some value picks them in."""
    return tuple(sorted(draw.able, reverse=True))


def _recommend(want: Want) -> c.Command:
    findings = {each.number: "proved" for each in want.found().allegations}
    return c.Recommend(case=want.found().number, findings=findings, sanction=1, reasons=REASONS)


def _decide(want: Want) -> c.Command:
    case = want.found()
    findings = {each.number: each.recommended or "" for each in case.allegations}
    return c.Decide(case=case.number, findings=findings, sanction=case.recommended_sanction or 0, reasons=REASONS)


def _open_case(want: Want) -> c.Command:  # noqa: ARG001  # all witnesses are made alike
    allegations = (("2.1", "Shouted."), ("1.2", "Wrote it down."))
    return c.OpenCase(respondent_name="Yan", capacity="member", allegations=allegations)


def _frame(want: Want) -> c.Command:
    return c.FrameAllegation(case=want.found().number, clause="6.1", particulars="Threatened to tell.")


def _notice(want: Want) -> c.Command:
    by = usual_reply_by(RULEBOOK, want.around.today)
    by = max(by, want.found().reply_by or by)
    return c.GiveNotice(case=want.found().number, text=REASONS, reply_by=by, served=SERVED)


def _notify(want: Want) -> c.Command:
    letters = {"to_complainant": REASONS, "to_respondent": REASONS, "served": SERVED}
    return c.Notify(case=want.case, remedy="Write to X.", **letters)


def _reopen(want: Want) -> c.Command:
    numbers = tuple(case.number for case in want.state.cases)
    return c.Reopen(cases=numbers, ground="fresh-evidence", reasons=REASONS)


def _open_to_overseers(want: Want) -> c.Command:
    return c.OpenToOverseers(asked_by="olga" if want.person.ref == "sixth" else "sixth", reason="sampled")


WITNESSES: dict[str, Callable[[Want], c.Command]] = {
    "Acknowledge": lambda want: c.Acknowledge(officer=newcomer(want.state)),
    "Assess": lambda _: c.Assess(result="accepted", reasons=REASONS),
    "FollowLead": lambda _: c.FollowLead(),
    "SetApart": lambda _: c.SetApart(),
    "Recuse": lambda _: c.Recuse(ground="relative"),
    "NameOfficer": lambda want: c.NameOfficer(officer=newcomer(want.state)),
    "Link": lambda _: c.Link(other=FRESH, type="same-incident", reasons=REASONS),
    "SendMessage": lambda _: c.SendMessage(text="Good day."),
    "AddEvidence": lambda want: c.AddEvidence(case=want.found().number, description="A letter."),
    "OpenCase": _open_case,
    "FrameAllegation": _frame,
    "Assign": _assign,
    "FreezePool": lambda want: a_pool(want.found().number),
    "TypeValue": _value,
    "ReplaceDrawn": lambda want: c.ReplaceDrawn(case=want.found().number, why="not-available", reasons=REASONS),
    "StartInvestigation": lambda want: c.StartInvestigation(case=want.found().number, plan="Ask."),
    "GiveNotice": _notice,
    "RecordReply": _reply,
    "Recommend": _recommend,
    "Decide": _decide,
    "ReviewOverride": lambda want: c.ReviewOverride(case=want.found().number, verify=True, reasons=REASONS),
    "Notify": _notify,
    "Close": lambda want: c.Close(case=want.case),
    "Reopen": _reopen,
    "OpenToOverseers": _open_to_overseers,
    "RecordOversightFinding": lambda _: c.RecordOversightFinding(result="in-order", text=REASONS),
    "CloseOpening": lambda _: c.CloseOpening(),
}


def wild(name: str, state: ComplaintState, around: Around, chance: "Random") -> c.Command:
    """A command of that kind as anyone might send it: mostly well formed, often not allowed, sometimes nonsense."""
    on = around.today - timedelta(days=chance.choice([1, 4, -1])) if chance.random() < 0.1 else None
    return COMMANDS[name](on=on, **WILD[name](Guess(state, around, chance)))


@dataclass(frozen=True)
class Guess:
    """Random values for the fields of a command."""

    state: ComplaintState
    around: Around
    chance: "Random"

    def case(self) -> int:
        return self.chance.randint(1, max(len(self.state.cases), 1))

    def person(self) -> str:
        if self.state.apart and self.chance.random() < 0.8:
            return self.fit_for("decide")
        return self.chance.choice([*sorted(self.around.people), COMPLAINANT, CLERK, "nobody"])

    def fit_for(self, duty: str) -> str:
        role = {"investigate": Role.INVESTIGATOR, "decide": Role.DECISION_MAKER}.get(duty)
        role = Role.OUTSIDE_HANDLER if self.state.apart else role
        fit = [ref for ref, person in self.around.people.items() if role in person.roles(self.around.today)]
        return self.chance.choice(fit or ["nobody"]) if self.chance.random() < 0.8 else "nobody"

    def index(self) -> int:
        return self.chance.choice([*self.around.others, self.state.index, FRESH])

    def text(self) -> str:
        return self.often("Said in words.", " ")

    def reasons(self) -> str:
        return self.often(REASONS, "Short.")

    def often(self, good: Any, bad: Any) -> Any:
        return good if self.chance.random() < 0.95 else bad

    def findings(self, case: int) -> dict[int, str]:
        found = self.state.case(case)
        numbers = [each.number for each in found.allegations] if found else [1]
        usual = [*[Finding.PROVED] * 4, Finding.ADMITTED, Finding.PROVED_IN_PART, Finding.NOT_PROVED, Finding.NO_CASE]
        return {number: self.often(self.chance.choice(usual), Finding.FROZEN_ON_DEPARTURE) for number in numbers}

    def rung(self, case: int, findings: dict[int, str]) -> int:
        found = self.state.case(case)
        near = found.recommended_sanction if found and found.recommended_sanction is not None else 3
        far = near + self.chance.choice([-3, -3, -2, -2, -1, 0, 0, 1, 2, 2, 3, 3])
        lawful = min(max(far, 0), 6) if BREACH_FINDINGS.intersection(findings.values()) else 0
        return self.often(lawful, self.chance.randint(-1, 12))

    def some(self, *values: Any) -> Any:
        return self.chance.choice(values)


def _wild_assign(guess: Guess) -> dict[str, Any]:
    duty = guess.often(guess.some("investigate", "decide"), guess.some(*(duty.value for duty in Duty)))
    return {"case": guess.case(), "duty": duty, "person": guess.fit_for(duty)}


def _wild_pool(guess: Guess) -> dict[str, Any]:
    excluded = guess.some({}, {}, {guess.person(): guess.some("conflict", "took-part", "bored")})
    pool = a_pool(guess.case(), excluded)
    return {each.name: getattr(pool, each.name) for each in fields(pool) if each.name != "on"}


def _wild_value(guess: Guess) -> dict[str, Any]:
    number = guess.case()
    case = guess.state.case(number)
    order = _order(case.draw) if case and case.draw else ()
    return {"case": number, "value": guess.often("03-11-19", "7"), "order": order}


def _wild_recommend(guess: Guess) -> dict[str, Any]:
    case = guess.case()
    findings = guess.findings(case)
    return {"case": case, "findings": findings, "sanction": guess.rung(case, findings), "reasons": guess.reasons()}


def _wild_decide(guess: Guess) -> dict[str, Any]:
    reason = guess.some(*(reason.value for reason in OverrideReason))
    said = {"override_reason": guess.some(reason, reason, reason, None), "power": guess.text()}
    return {**_wild_recommend(guess), **said}


WILD: dict[str, Callable[[Guess], dict[str, Any]]] = {
    "Acknowledge": lambda guess: {"officer": guess.person()},
    "Assess": lambda guess: {
        "result": guess.some("accepted", "accepted", "out-of-scope", "duplicate"),
        "rule": guess.some(None, None, "no-clause", "made-up"),
        "duplicate_of": guess.some(None, None, guess.index()),
        "reasons": guess.reasons(),
    },
    "FollowLead": lambda _: {},
    "SetApart": lambda _: {},
    "Recuse": lambda guess: {"ground": guess.some("party", "other", "bored")},
    "NameOfficer": lambda guess: {"officer": guess.person()},
    "Link": lambda guess: {
        "other": guess.index(),
        "type": guess.some(*(kind.value for kind in LinkType)),
        "reasons": guess.reasons(),
    },
    "SendMessage": lambda guess: {"text": guess.text()},
    "AddEvidence": lambda guess: {"case": guess.case(), "description": guess.text()},
    "OpenCase": lambda guess: {
        "respondent_name": guess.text(),
        "capacity": guess.some("member", "officer"),
        "stays_inside": guess.some(None, None, "no-say", "because"),
        "allegations": guess.some((("2.1", "Shouted."),), (("4.1", "Hid it."), ("6.2", "Told.")), (("9.9", "X"),)),
    },
    "FrameAllegation": lambda guess: {
        "case": guess.case(),
        "clause": guess.some("1.1", "2.3", "9.9"),
        "particulars": guess.text(),
    },
    "Assign": _wild_assign,
    "FreezePool": _wild_pool,
    "TypeValue": _wild_value,
    "ReplaceDrawn": lambda guess: {
        "case": guess.case(),
        "why": guess.some("conflict", "not-available", "took-part", "bored"),
        "reasons": guess.reasons(),
    },
    "StartInvestigation": lambda guess: {"case": guess.case(), "plan": guess.text()},
    "GiveNotice": lambda guess: {
        "case": guess.case(),
        "text": guess.reasons(),
        "reply_by": guess.around.today + timedelta(days=guess.chance.randint(2, 70)),
        "served": guess.often(SERVED, "."),
    },
    "RecordReply": lambda guess: {
        "case": guess.case(),
        "how": guess.some(*(how.value for how in Reply)),
        "text": guess.reasons(),
        "complete": guess.often("That is all that I have to say.", guess.some("", ".")),
        "files": guess.some((), (), (WAIVER,)),
    },
    "Recommend": _wild_recommend,
    "Decide": _wild_decide,
    "ReviewOverride": lambda guess: {
        "case": guess.case(),
        "verify": guess.some(True, False),
        "reasons": guess.reasons(),
    },
    "Notify": lambda guess: {
        "case": guess.some(None, guess.case()),
        "to_complainant": guess.reasons(),
        "to_respondent": guess.reasons(),
        "served": guess.often(SERVED, "."),
        "remedy": guess.text(),
    },
    "Close": lambda guess: {"case": guess.some(None, guess.case())},
    "Reopen": lambda guess: {
        "cases": tuple(guess.case() for _ in range(guess.some(0, 1, 1, 2))),
        "ground": guess.some(*(ground.value for ground in ReopenGround)),
        "reasons": guess.reasons(),
    },
    "OpenToOverseers": lambda guess: {
        "asked_by": guess.often("sixth", guess.person()),
        "reason": guess.some(*(reason.value for reason in OpeningReason), "bored"),
    },
    "RecordOversightFinding": lambda guess: {
        "result": guess.some(*(result.value for result in OversightResult), "guilty"),
        "text": guess.reasons(),
    },
    "CloseOpening": lambda _: {},
}
