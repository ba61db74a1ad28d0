"""How one case goes: assigned, investigated, notice, reply, recommendation, decision, told, closed; and sometimes again."""

from dataclasses import replace
from datetime import date, timedelta

from evenhand.demo import judging
from evenhand.demo.chance import Chance
from evenhand.demo.plan import Ending, Plan, Stop
from evenhand.demo.scene import Life, Paper, Scene, Step, Turn, Wait
from evenhand.demo.stories import Evidence, day_words, evidence
from evenhand.process import commands as c
from evenhand.process.codes import CaseStage, ComplaintStage, Duty, Reply, Role
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.state import ComplaintState


def case_life(scene: Scene, number: int) -> Life:
    """The whole life of one case."""
    plan = scene.plan
    state = yield from _assigned(scene, number)
    state = yield from _investigated(scene, number, state)
    if scene.case(state, number).stage is CaseStage.INVESTIGATING or scene.case(state, number).unseen:
        state = yield from _noticed(scene, number, state)
        if plan.stops is Stop.NOTICE:
            return
        state = yield from _answered(scene, number, state)
    state = yield from _recommended(scene, number, state)
    state = yield from _decided(scene, number, state)
    if scene.case(state, number).stage is CaseStage.HELD:
        if plan.stops is Stop.HELD:
            return
        state = yield from _reviewed(scene, number)
    if scene.case(state, number).stage is CaseStage.OPENED:
        if plan.stops is not Stop.RETURNED:
            yield from case_life(_again(scene), number)
        return
    if plan.stops is Stop.DECIDED:
        return
    state = yield from _ended(scene, number, state)
    if plan.reopens is not None and state.stage is ComplaintStage.CLOSED:
        yield from _reopened(scene, number)


def _again(scene: Scene) -> Scene:
    """The same, a second time: decided as is recommended, and then left in peace."""
    plan = replace(scene.plan, ending=Ending.FOLLOW, reopens=None, stops=None)
    chance = scene.chance.part("again")
    return replace(scene, plan=plan, chance=chance, pen=replace(scene.pen, chance=chance.part("pen")))


def _assigned(scene: Scene, number: int) -> Step:
    """An investigator, and on the same day somebody else who will decide. Whoever may not is passed over."""
    managers = scene.staff(Role.CASE_MANAGER)
    asks = {
        duty: tuple(c.Assign(case=number, duty=duty, person=ref) for ref in scene.staff(role))
        for duty, role in ((Duty.INVESTIGATE, Role.INVESTIGATOR), (Duty.DECIDE, Role.DECISION_MAKER))
    }
    yield Turn(scene.pace("assign"), managers, asks[Duty.INVESTIGATE])
    return (yield Turn(Wait(0), managers, asks[Duty.DECIDE]))


def _investigated(scene: Scene, number: int, state: ComplaintState) -> Step:
    """Taken up with a plan; then evidence, one piece or a few; sometimes a word to the complainant."""
    investigator = (scene.case(state, number).investigator or "",)
    plan = c.StartInvestigation(case=number, plan=scene.pen.both("plan_words", "plan_ends"))
    state = yield Turn(scene.pace("start"), investigator, (plan,))
    for piece in _gathered(scene.plan, scene.chance):
        add = c.AddEvidence(case=number, description=scene.pen.fill(piece.what), source=piece.source)
        media_type = "text/csv" if piece.file.endswith(".csv") else "text/plain"
        paper = Paper(piece.file, media_type, scene.pen.fill(piece.text))
        state = yield Turn(scene.pace("evidence"), investigator, (add,), (paper,))
    if scene.chance.happens(25) and not scene.plan.unanswered:
        word = c.SendMessage(text=scene.write("updates", "staff"))
        state = yield Turn(scene.pace("answer"), scene.staff(Role.CASE_MANAGER), (word,))
    return state


def _gathered(plan: Plan, chance: Chance) -> list[Evidence]:
    category = plan.incident.category if plan.incident else ""
    fitting = [piece for piece in evidence() if piece.suits(category)]
    return chance.part("evidence").shuffled(fitting)[: 1 if plan.brisk else chance.between(1, 3)]


def _noticed(scene: Scene, number: int, state: ComplaintState) -> Step:
    """By when to reply, and how it was given. What is alleged the program adds."""
    investigator = (scene.case(state, number).investigator or "",)

    def notice(today: date) -> c.Command:
        by = usual_reply_by(scene.rulebook, today)
        text = scene.write("notices", day=day_words(by))
        return c.GiveNotice(case=number, text=text, reply_by=by, served=scene.write("served", "notice"))

    return (yield Turn(scene.pace("notice"), investigator, (notice,)))


def _answered(scene: Scene, number: int, state: ComplaintState) -> Step:
    """A reply, a waiver, or silence. The clerk records when the last day has passed, unless the respondent ended it."""
    reply = scene.plan.reply
    waived = reply is Reply.WAIVED
    if reply is Reply.WINDOW_PASSED:
        return (yield Turn(Wait(scene.rulebook.reply_days + 2, working=False)))
    tone = "waived" if waived else judging.tone(scene.plan, number)
    came = scene.chance.between(2, 5) if waived or scene.plan.brisk else scene.chance.between(3, 8)
    complete = scene.write("replies", "complete") if scene.plan.brisk or scene.chance.happens(70) else ""
    yield Turn(Wait(came, working=False))
    text = (
        scene.pen.both("replies.denied", "replies.denied_ends") if tone == "denied" else scene.write("replies", tone)
    )
    who = (scene.case(state, number).investigator or "", *scene.staff(Role.CASE_MANAGER))
    noted_after = scene.chance.weighted({0: 70, 1: 22, 2: 8})

    def record(today: date) -> c.Command:
        on = today - timedelta(days=noted_after)
        return c.RecordReply(case=number, how=reply, text=text, complete="" if waived else complete, on=on)

    paper = Paper("waiver-signed.txt", "text/plain", scene.write("replies", "waivers"))
    state = yield Turn(scene.pace("record-reply"), who, (record,), (paper,) if waived else ())
    if scene.case(state, number).stage is CaseStage.NOTICE_GIVEN:
        state = yield Turn(Wait(scene.rulebook.reply_days + 2 - came, working=False))
    return state


def _recommended(scene: Scene, number: int, state: ComplaintState) -> Step:
    case = scene.case(state, number)
    judged = judging.recommendation(scene, number)
    recommend = c.Recommend(
        case=number, findings=judged.findings, sanction=judged.sanction, reasons=judging.reasons(scene, judged)
    )
    return (yield Turn(scene.pace("recommend"), (case.investigator or "",), (recommend,)))


def _decided(scene: Scene, number: int, state: ComplaintState) -> Step:
    case = scene.case(state, number)
    decide = judging.decision(scene, case)
    return (yield Turn(scene.pace("decide"), (case.decision_maker or "",), (decide,)))


def _reviewed(scene: Scene, number: int) -> Step:
    """By the first reviewer who has not touched the complaint."""
    plan = scene.plan
    which = "verified" if plan.verified else "approached" if plan.approached else "vetoed"
    review = c.ReviewOverride(case=number, verify=plan.verified, reasons=scene.write("review", which))
    return (yield Turn(scene.pace("review"), scene.staff(Role.REVIEWER), (review,)))


def _ended(scene: Scene, number: int, state: ComplaintState) -> Step:
    """Both sides told on one day, and the case closed a little later."""
    managers, case = scene.staff(Role.CASE_MANAGER), scene.case(state, number)
    found = "breach" if judging.breached(case) else "no-breach"
    label = scene.rulebook.ladder[case.sanction or 0].label
    sanction = label[:1].lower() + label[1:]
    letters = c.Notify(
        case=number,
        to_complainant=scene.write("told", f"complainant-{found}", sanction=sanction),
        to_respondent=scene.write("told", f"respondent-{found}", sanction=sanction),
        served=scene.write("served", "letter"),
        remedy=scene.write("remedy_words"),
    )
    yield Turn(scene.pace("tell"), managers, (letters,))
    return (yield Turn(scene.pace("close"), managers, (c.Close(case=number),)))


def _reopened(scene: Scene, number: int) -> Life:
    """Brought back by the overseer, weeks later, and handled again."""
    plan = scene.plan
    yield Turn(Wait(plan.reopens_after, working=False))
    text = judging.reopening(scene)
    reopen = c.Reopen(cases=(number,), ground=plan.reopens or "", reasons=text)
    yield Turn(Wait(0), scene.staff(Role.OVERSEER), (reopen,))
    again = _again(scene)
    if plan.stops is Stop.REOPENED:
        yield from _assigned(again, number)
    else:
        yield from case_life(again, number)
