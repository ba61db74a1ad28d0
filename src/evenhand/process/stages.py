"""The state table: which act takes a complaint or a case from which stage to which.

`fold` moves by this table and by nothing else, and the published state chart is drawn from it (H1), so they cannot
differ.
"""

from dataclasses import dataclass

from evenhand.process.codes import CaseStage, ComplaintStage

type Stage = ComplaintStage | CaseStage


@dataclass(frozen=True, slots=True)
class Move[S: (ComplaintStage, CaseStage)]:
    """An act that changes the stage. `before` is None where it begins. `when` tells moves of one act apart."""

    act: str
    before: S | None
    after: S
    when: str = ""


RECEIVED, ACKNOWLEDGED, ACCEPTED, FOLLOWING, DECLINED, SHUT = (
    ComplaintStage.RECEIVED,
    ComplaintStage.ACKNOWLEDGED,
    ComplaintStage.ACCEPTED,
    ComplaintStage.FOLLOWING,
    ComplaintStage.DECLINED,
    ComplaintStage.CLOSED,
)

COMPLAINT_MOVES: tuple[Move[ComplaintStage], ...] = (
    Move("received", None, RECEIVED),
    Move("acknowledged", RECEIVED, ACKNOWLEDGED),
    Move("assessed", ACKNOWLEDGED, ACCEPTED, "accepted"),
    Move("assessed", ACKNOWLEDGED, FOLLOWING, "a duplicate"),
    Move("assessed", ACKNOWLEDGED, DECLINED, "out of scope"),
    Move("lead-closed", FOLLOWING, DECLINED),
    Move("lead-closed", DECLINED, DECLINED, "again, with another outcome, before anybody was told"),
    Move("complaint-closed", ACCEPTED, SHUT, "with its last case"),
    Move("complaint-closed", DECLINED, SHUT, "when the complainant has been told"),
    Move("reopened", SHUT, ACCEPTED, "with the cases named"),
    Move("reopened", SHUT, ACKNOWLEDGED, "having been declined"),
)

HEARD_BEFORE = "anew, the respondent having had the chance to reply"
MORE_MAY_FOLLOW, COMPLETE = "more may follow until the last day", "the respondent wrote that it is complete"

INSIDE_HANDS = (
    CaseStage.OPENED,
    CaseStage.ASSIGNED,
    CaseStage.INVESTIGATING,
    CaseStage.NOTICE_GIVEN,
    CaseStage.ANSWERED,
    CaseStage.RECOMMENDED,
)
"""Stages at which a case that is set apart begins anew. What is decided stays, and what is held is reviewed from outside."""

CASE_MOVES: tuple[Move[CaseStage], ...] = (
    Move("case-opened", None, CaseStage.OPENED),
    *(Move("set-apart", stage, CaseStage.OPENED, "to people from outside") for stage in INSIDE_HANDS),
    Move("assigned", CaseStage.OPENED, CaseStage.ASSIGNED, "to an investigator"),
    Move("investigation-started", CaseStage.ASSIGNED, CaseStage.INVESTIGATING),
    Move(
        "investigation-started",
        CaseStage.ASSIGNED,
        CaseStage.ANSWERED,
        HEARD_BEFORE,
    ),
    Move("notice-given", CaseStage.INVESTIGATING, CaseStage.NOTICE_GIVEN),
    Move("notice-given", CaseStage.NOTICE_GIVEN, CaseStage.NOTICE_GIVEN, "again, evidence having been added"),
    Move("notice-given", CaseStage.ANSWERED, CaseStage.NOTICE_GIVEN, "again, evidence added or others investigating"),
    Move("reply-recorded", CaseStage.NOTICE_GIVEN, CaseStage.NOTICE_GIVEN, MORE_MAY_FOLLOW),
    Move("reply-recorded", CaseStage.NOTICE_GIVEN, CaseStage.ANSWERED, COMPLETE),
    Move("reply-recorded", CaseStage.ANSWERED, CaseStage.ANSWERED, "one that came later"),
    Move("reply-window-passed", CaseStage.NOTICE_GIVEN, CaseStage.ANSWERED),
    Move("reply-waived", CaseStage.NOTICE_GIVEN, CaseStage.ANSWERED),
    Move("recommended", CaseStage.ANSWERED, CaseStage.RECOMMENDED),
    Move("overridden", CaseStage.RECOMMENDED, CaseStage.HELD, "held for the independent reviewer"),
    Move("override-vetoed", CaseStage.HELD, CaseStage.OPENED, "to people who have not touched it"),
    Move("case-decided", CaseStage.RECOMMENDED, CaseStage.DECIDED, "not held"),
    Move("case-decided", CaseStage.HELD, CaseStage.DECIDED, "verified"),
    Move("case-closed", CaseStage.DECIDED, CaseStage.CLOSED),
    Move("reopened", CaseStage.CLOSED, CaseStage.OPENED),
)


def after[S: (ComplaintStage, CaseStage)](
    moves: tuple[Move[S], ...], act: str, before: S | None, when: str | None = None
) -> S:
    """The stage that the act leads to. Raises ValueError if the table has no such move from that stage."""
    for move in moves:
        if move.act == act and move.before == before and when in (None, move.when):
            return move.after
    raise ValueError(f"{act} cannot follow the stage {before.value if before else 'before the beginning'}.")
