"""What complainant and office write to each other while it is being handled."""

from evenhand.demo.scene import Life, Scene, Turn, Wait
from evenhand.demo.stories import talks
from evenhand.process.codes import ComplaintStage, Role
from evenhand.process.commands import SendMessage
from evenhand.process.state import COMPLAINANT


def talk_life(scene: Scene) -> Life:
    """A few questions, each answered; where the plan says so, nobody has answered the last one yet."""
    plan = scene.plan
    chance = scene.chance.part("talk")
    tables = chance.shuffled(talks())
    for place, table in enumerate(tables[: plan.talks]):
        state = yield Turn(Wait(chance.between(4, 25) if not plan.brisk else chance.between(2, 5), working=False))
        if state.stage is ComplaintStage.CLOSED:
            return
        which = chance.below(len(table.asks))
        yield Turn(Wait(0, working=False), (COMPLAINANT,), (SendMessage(text=table.asks[which]),))
        if plan.unanswered and place == plan.talks - 1:
            return
        who = (state.named_officer or "", *scene.staff(Role.CASE_MANAGER))
        yield Turn(scene.pace("answer"), who, (SendMessage(text=table.answers[which]),))
