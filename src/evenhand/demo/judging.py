"""What is found, recommended and decided, and in which words. Findings and rungs come from the plan and the rulebook's ladder."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.demo.plan import Ending, Plan
from evenhand.demo.scene import Scene
from evenhand.demo.stories import Departure, departures, evidence, reopenings
from evenhand.process import commands as c
from evenhand.process.codes import BREACH_FINDINGS, Finding, Reply
from evenhand.process.state import CaseState

_WAYS = {Ending.RUNG_DOWN: "down", Ending.RUNG_UP: "up"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding for each allegation by number, and one rung."""

    findings: Mapping[int, Finding]
    sanction: int


def tone(plan: Plan, number: int) -> str:
    """How a respondent answers: a complaint that is not upheld was never admitted."""
    tones = {"denied": 50, "partly": 30, "admitted": 20} if plan.upheld else {"denied": 75, "partly": 25}
    return plan.chance("tone", number).weighted(tones)


def recommendation(scene: Scene, number: int) -> Judged:
    """The investigator's findings and rung, within what the clauses found breached allow."""
    plan, chance = scene.plan, scene.chance.part("recommendation", number)
    clauses = plan.incident.clauses if plan.incident else ()
    first = _upheld(scene, number) if plan.upheld else chance.weighted({Finding.NOT_PROVED: 75, Finding.NO_CASE: 25})
    findings = {1: first}
    for place in range(2, len(clauses) + 1):
        again = plan.upheld and chance.happens(60)
        findings[place] = first if again else Finding.NOT_PROVED
    if not plan.upheld:
        return Judged(findings, 0)
    highest = max(
        scene.rulebook.clauses[clauses[place - 1]].highest for place in findings if _breach(findings[place])
    )
    return Judged(findings, _rung(scene, highest))


def _upheld(scene: Scene, number: int) -> Finding:
    chance = scene.chance.part("upheld", number)
    if scene.plan.reply is Reply.RECORDED and tone(scene.plan, number) == "admitted":
        return Finding.ADMITTED
    return chance.weighted({Finding.PROVED: 70, Finding.PROVED_IN_PART: 30})


def _rung(scene: Scene, highest: int) -> int:
    """About what is usual. Where the decision will depart, there is room for it to."""
    plan, chance = scene.plan, scene.chance.part("rung")
    usual = plan.incident.rung if plan.incident else 1
    match plan.ending:
        case Ending.DOWN | Ending.OTHER | Ending.RUNG_DOWN:
            return min(max(usual, 3), highest)
        case Ending.UP | Ending.RUNG_UP:
            return min(usual, highest - 2)
    if chance.happens(9):
        return 0
    return max(0, min(highest, usual + chance.choice((-1, 0, 0, 1))))


def reasons(scene: Scene, judged: Judged) -> str:
    """Why the investigator recommends this, allegation by allegation where there are several."""
    texts = [
        scene.write("recommendations", finding, evidence=_evidence(scene, place))
        for place, finding in judged.findings.items()
    ]
    if len(texts) == 1:
        return texts[0]
    return "\n\n".join(f"Allegation {place}. {text}" for place, text in zip(judged.findings, texts, strict=True))


def _evidence(scene: Scene, place: int) -> str:
    category = scene.plan.incident.category if scene.plan.incident else ""
    return scene.chance.part("cited", place).choice([each.short for each in evidence() if each.suits(category)])


def decision(scene: Scene, case: CaseState) -> c.Decide:
    """The decision maker's answer to the recommendation that stands in the case."""
    findings = {each.number: each.recommended for each in case.allegations if each.recommended}
    recommended = case.recommended_sanction or 0
    ending = scene.plan.ending
    if ending is Ending.FOLLOW:
        if any(map(_breach, findings.values())):
            text = scene.write("decisions", "follow", evidence=_evidence(scene, 1))
            text = f"{text} {scene.write('decisions', 'follow_ends')}"
        else:
            text = scene.write("decisions", "no-breach")
        return c.Decide(case=case.number, findings=findings, sanction=recommended, reasons=text)
    if ending is Ending.LEVEL:
        changed = Finding.PROVED if findings[1] is Finding.PROVED_IN_PART else Finding.PROVED_IN_PART
        findings = {**findings, 1: changed}
    departure = _departure(scene)
    return c.Decide(
        case=case.number,
        findings=findings,
        sanction=recommended + _distance(scene, recommended),
        reasons=departure.text,
        for_respondent=departure.alone,
        override_reason=departure.reason,
        power=departure.power,
        suggested_by=scene.write("suggestions", "leadership" if scene.plan.approached else "none"),
    )


def _distance(scene: Scene, recommended: int) -> int:
    """How many rungs up (more than nought) or down."""
    chance = scene.chance.part("distance")
    match scene.plan.ending:
        case Ending.RUNG_UP:
            return 1
        case Ending.UP:
            return 2
        case Ending.DOWN:
            return -chance.between(2, min(recommended, 4))
        case Ending.RUNG_DOWN | Ending.OTHER:
            return -1
    return 0


def _departure(scene: Scene) -> Departure:
    ending = scene.plan.ending
    way = _WAYS.get(ending, ending.value)
    return scene.chance.part("departure").choice([each for each in departures() if each.way == way])


def reopening(scene: Scene) -> str:
    """Why it is brought back, for the ground that is planned."""
    return scene.chance.part("reopening").choice(
        [each.text for each in reopenings() if each.ground == scene.plan.reopens]
    )


def breached(case: CaseState) -> bool:
    """Whether anything was found."""
    return any(each.finding in BREACH_FINDINGS for each in case.allegations)


def _breach(finding: Finding) -> bool:
    return finding in BREACH_FINDINGS
