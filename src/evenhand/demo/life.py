"""How one complaint goes: made, acknowledged, assessed, and then declined or opened. Cases go on in `casework`, talk in `talk`."""

from datetime import date, timedelta

from evenhand.demo import stories
from evenhand.demo.casework import case_life
from evenhand.demo.plan import Stop
from evenhand.demo.scene import Beside, Life, Scene, Turn, Wait
from evenhand.demo.stories import day_words
from evenhand.demo.talk import talk_life
from evenhand.process import commands as c
from evenhand.process.codes import Assessment, Capacity, Channel, ComplaintStage, LinkType, NonceBy, Role, StaysInside
from evenhand.process.state import COMPLAINANT, ComplaintState

_WHOSE_NONCE = {NonceBy.SCRIPT: 55, NonceBy.TYPED: 15, NonceBy.SERVER: 30}
_NOTED = {
    Channel.E_MAIL: "Copied from an e-mail.",
    Channel.POST: "Copied from a letter, which is kept.",
    Channel.PHONE: "Note of a telephone call, read back to the caller and agreed.",
    Channel.IN_PERSON: "Note of a conversation in the office, read by the complainant and agreed.",
    Channel.HAND_OVER: "Handed on by a branch, in the complainant’s words.",
}


def life(scene: Scene) -> Life:
    """The whole life of one complaint."""
    plan = scene.plan
    state = yield _submitted(scene)
    scene.commons.index[plan.number] = state.index
    if plan.stops is Stop.RECEIVED:
        return
    yield Turn(scene.pace("acknowledge"), scene.staff(Role.INTAKE_OFFICER)[:1], (_acknowledged(scene),))
    state = yield Turn(scene.pace("assess"), scene.staff(Role.TRIAGE_ASSESSOR), (lambda _: _assessed(scene),))
    if plan.outside is not None or plan.twin is not None:
        yield from _declined(scene, state)
        return
    yield from _linked(scene)  # before anybody is assigned, whom a link might give two duties that stay apart
    for number in range(1, len(plan.respondents) + 1):
        yield Turn(scene.pace("open"), scene.staff(Role.CASE_MANAGER), (_opened(scene, number),))
        yield Beside(case_life(scene, number))
    if plan.talks and _writes_back(scene):
        yield Beside(talk_life(scene))


def _submitted(scene: Scene) -> Turn:
    """By the complainant on the web, or by the officer who had the letter, the call or the visit."""
    plan, chance = scene.plan, scene.chance.part("submitted")
    web = plan.channel is Channel.WEB
    sender = stories.sender(chance)
    noted_after = 0 if web else chance.weighted({0: 60, 1: 20, 2: 12, 5: 6, 8: 2})

    def make(today: date) -> c.Command:
        return c.Submit(
            on=today - timedelta(days=noted_after),
            channel=plan.channel,
            category=_category(scene),
            labels=plan.incident.labels if plan.incident and plan.twin is None else (),
            narrative=_narrative(scene),
            about=_about(scene),
            happened="" if plan.outside else day_words(scene.last - timedelta(days=plan.happened_ago)),
            name="" if plan.anonymous else sender.name,
            reach="" if plan.anonymous else sender.reach,
            apart=plan.apart,
            nonce=b"",
            nonce_by=chance.weighted(_WHOSE_NONCE) if web else NonceBy.SERVER,
            token="",
        )

    who = (COMPLAINANT,) if web else scene.staff(Role.INTAKE_OFFICER)[:1]
    return Turn(Wait(0, working=not web), who, (make,))


def _category(scene: Scene) -> str:
    plan = scene.plan
    return plan.outside.category if plan.outside else plan.incident.category if plan.incident else "other"


def _about(scene: Scene) -> str:
    if scene.plan.outside:
        return scene.plan.outside.about
    return "; ".join(f"{each.name}, {each.role}" for each in scene.plan.respondents)


def _narrative(scene: Scene) -> str:
    """What the sender says: where and when, what happened, what they want."""
    plan, pen = scene.plan, scene.pen
    if plan.outside:
        said = [plan.outside.story]
    elif plan.twin is not None:
        said = [pen.write("second_voice"), pen.write("endings")]
    else:
        named = " and ".join(each.name for each in plan.respondents)
        story = plan.incident.story if plan.incident else ""
        said = [pen.write("openings"), pen.fill(story, name=named), pen.write("endings")]
    text = "\n\n".join(part for part in said if part)
    return f"{_NOTED[plan.channel]}\n\n{text}" if plan.channel in _NOTED else text


def _acknowledged(scene: Scene) -> c.Acknowledge:
    return c.Acknowledge(
        officer=scene.staff(Role.INTAKE_OFFICER)[0], words=scene.pen.both("acknowledgements", "acknowledgement_ends")
    )


def _assessed(scene: Scene) -> c.Assess:
    plan = scene.plan
    if plan.outside:
        return c.Assess(result=Assessment.OUT_OF_SCOPE, rule=plan.outside.rule, reasons=plan.outside.reasons)
    if plan.twin is not None:
        original = scene.commons.index[plan.twin]
        return c.Assess(result=Assessment.DUPLICATE, duplicate_of=original, reasons=scene.write("duplicate"))
    return c.Assess(result=Assessment.ACCEPTED, reasons=scene.write("accepted"))


def _declined(scene: Scene, state: ComplaintState) -> Life:
    """Told why, or how the complaint ended that it follows, and where else to go; then closed."""
    managers = scene.staff(Role.CASE_MANAGER)
    if scene.plan.stops is Stop.DECLINED:
        return
    while state.stage is ComplaintStage.FOLLOWING:
        state = yield Turn(Wait(1, working=False))
    which = "declined_letter" if scene.plan.twin is None else "followed_letter"
    letter = c.Notify(to_complainant=scene.write(which), remedy=scene.write("remedy_words"))
    yield Turn(scene.pace("tell"), managers, (letter,))
    yield Turn(scene.pace("close"), managers, (c.Close(),))


def _opened(scene: Scene, number: int) -> c.OpenCase:
    """A case against one respondent. Where there are two, each answers for the whole of it."""
    plan, respondent = scene.plan, scene.respondent(number)
    incident = plan.incident
    if incident is None:
        raise LookupError("Only an incident becomes a case.")
    first, _, last = respondent.name.rpartition(" ")
    return c.OpenCase(
        respondent_name=respondent.name,
        respondent_reach=f"{first}.{last}@mail.invalid".lower().replace(" ", ""),
        capacity=respondent.capacity,
        stays_inside=StaysInside.BRANCH_OFFICE
        if respondent.capacity is Capacity.OFFICER and not plan.apart
        else None,
        allegations=tuple(zip(incident.clauses, incident.say, strict=True)),
    )


def _linked(scene: Scene) -> Life:
    """Read together with an earlier complaint about the same person, if there is one that can be."""
    plan, commons = scene.plan, scene.commons
    if not plan.linkable:
        return
    about = commons.about.setdefault(plan.respondents[0].name, [])
    others = [number for number in about if number not in commons.linked]
    about.append(plan.number)
    if others and plan.number not in commons.linked and scene.chance.part("linked").happens(20):
        commons.linked |= {plan.number, others[-1]}
        link = c.Link(other=commons.index[others[-1]], type=LinkType.SAME_RESPONDENT, reasons=scene.write("linked"))
        yield Turn(Wait(0), scene.staff(Role.CASE_MANAGER), (link,))


def _writes_back(scene: Scene) -> bool:
    """Whoever came by letter or telephone seldom uses the phrase that was sent to them."""
    return scene.plan.channel is Channel.WEB or scene.plan.unanswered or scene.chance.part("writes").happens(30)
