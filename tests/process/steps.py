"""A complaint taken step by step by the usual people: each function goes on from the one before."""

from collections.abc import Mapping
from datetime import timedelta

from evenhand.process import commands as c
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.facts import FileRef
from tests.process.world import REASONS, World

TOKEN = "5e" * 32
SERVED = "By hand on the same day; signed for."
WAIVER = FileRef("ab" * 32, bytes(32), "waiver.pdf", "application/pdf", 1200)
"""What a respondent wrote and signed."""


def a_complaint(**changes: object) -> c.Submit:
    """What a complainant sends."""
    said = {
        "channel": "web",
        "category": "har",
        "narrative": "At the meeting on Tuesday the speaker shouted at me.",
        "name": "Zoe Example",
        "reach": "zoe@mail.example",
        "nonce": bytes(range(16)),
        "nonce_by": "script",
        "token": TOKEN,
    }
    return c.Submit(**{**said, **changes})  # type: ignore[arg-type]


def accepted(world: World) -> int:
    """Submitted, acknowledged, accepted."""
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines", words="We have it."), "ines")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "tara")
    return index


def opened(world: World, *clauses: str) -> int:
    """Accepted, with case 1 opened."""
    index = accepted(world)
    world.do(index, a_case(*clauses), "mona")
    return index


def a_case(*clauses: str) -> c.OpenCase:
    """A case with one allegation for each clause, or one under clause 2.1."""
    allegations = tuple((clause, "Shouted at the complainant at the meeting.") for clause in clauses or ("2.1",))
    return c.OpenCase(respondent_name="Yan Example", capacity="member", allegations=allegations)


def assigned(world: World, *clauses: str) -> int:
    """Opened, with an investigator and a decision maker."""
    index = opened(world, *clauses)
    assign(world, index)
    return index


def assign(
    world: World, index: int, investigator: str = "ivan", decider: str = "dora", manager: str = "mona"
) -> None:
    """Give case 1 to two people."""
    world.do(index, c.Assign(case=1, duty="investigate", person=investigator), manager)
    world.do(index, c.Assign(case=1, duty="decide", person=decider), manager)


def noticed(world: World, *clauses: str) -> int:
    """Assigned, investigated, the respondent given notice."""
    index = assigned(world, *clauses)
    world.do(index, c.StartInvestigation(case=1, plan="Ask those who were there."), "ivan")
    world.do(index, a_notice(world), "ivan")
    return index


def a_pool(case: int = 1, excluded: Mapping[str, str] | None = None) -> c.FreezePool:
    """A pool whose value is a drawing of some lottery."""
    return c.FreezePool(
        case=case,
        excluded=excluded or {},
        source="state-lottery/six-of-49",
        round="The drawing of Saturday, 28 March 2026",
        how="Six numbers, ascending, two digits each, joined by dashes",
        not_before=1_774_728_000,
        draw="d-0f1e2d3c4b5a6978",
    )


def a_notice(world: World) -> c.GiveNotice:
    """A notice with the usual time to reply."""
    by = usual_reply_by(world.rulebook, world.today)
    return c.GiveNotice(case=1, text="This is what is alleged of you.", reply_by=by, served=SERVED)


def answered(world: World, *clauses: str) -> int:
    """Given notice, and the time to reply passed."""
    index = noticed(world, *clauses)
    world.wait(world.rulebook.reply_days + 1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    return index


def recommended(world: World, sanction: int = 4, **findings: str) -> int:
    """Answered, with a recommendation: allegation 1 proved unless said otherwise."""
    index = answered(world)
    recommend(world, index, sanction, "ivan", findings.get("first", "proved"))
    return index


def recommend(world: World, index: int, sanction: int, who: str, finding: str = "proved") -> None:
    """Recommend on case 1."""
    world.do(index, c.Recommend(case=1, findings={1: finding}, sanction=sanction, reasons=REASONS), who)


def a_decision(sanction: int = 4, finding: str = "proved", **changes: object) -> c.Decide:
    """A decision on case 1."""
    said = {"case": 1, "findings": {1: finding}, "sanction": sanction, "reasons": REASONS}
    return c.Decide(**{**said, **changes})  # type: ignore[arg-type]


def a_departure(sanction: int, finding: str = "proved", reason: str = "disproportionate") -> c.Decide:
    """A decision that departs from the recommendation."""
    return a_decision(sanction, finding, override_reason=reason, power="Rule 9 of the procedure")


def held(world: World, recommended_sanction: int = 4, sanction: int = 6) -> int:
    """Recommended and decided otherwise, so that it waits for the reviewer."""
    index = recommended(world, recommended_sanction)
    world.do(index, a_departure(sanction), "dora")
    return index


def vetoed(world: World) -> int:
    """Held, and vetoed by Rosa."""
    index = held(world)
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    return index


def decided(world: World) -> int:
    """Recommended and decided as recommended."""
    index = recommended(world)
    world.do(index, a_decision(), "dora")
    return index


def letters(world: World, case: int | None = 1) -> c.Notify:
    """Letters to both parties, or to the complainant of a complaint that was declined."""
    return c.Notify(
        case=case,
        to_complainant="This is what was decided on your complaint.",
        to_respondent="This is what was decided about you." if case else "",
        served=SERVED if case else "",
        remedy="You can write to the independent ombudsman.",
        remedy_by=world.today + timedelta(days=180),
    )


def closed(world: World) -> int:
    """Decided, everyone told, closed."""
    index = decided(world)
    world.do(index, letters(world), "mona")
    world.do(index, c.Close(case=1), "mona")
    return index


def declined(world: World, **changes: object) -> int:
    """Submitted, acknowledged, out of scope under a published rule."""
    index = world.submit(a_complaint(**changes))
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS), "tara")
    return index
