"""What the overseers of the demonstration did in its year: a sample by dice, an oversight finding, and what was answered."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from evenhand.demo.calendar import Calendar
from evenhand.demo.cast import APPOINTER, in_role
from evenhand.demo.play import Stuck
from evenhand.office.act import perform
from evenhand.office.context import Office
from evenhand.office.draw_sample import draw_sample
from evenhand.office.keyring import Keyring
from evenhand.office.publish_finding import answer_recommendation, publish_finding
from evenhand.office.settle import settle_complaint
from evenhand.process.codes import OpeningReason, OversightResult, Role
from evenhand.process.commands import OpenToOverseers, RecordOversightFinding
from evenhand.process.facts import Refusal
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.systemic import Answer, Draft, Said
from evenhand.records.load import person
from evenhand.records.queries.samples import samples

SAMPLE = 8
DICE = "3516 2435 1624 5316 2415"
TITLE = "People wait too long for an answer to a message"
TEXT = (
    "We drew complaints by lot from all that were open on that day, and looked at the days between a message from the person who "
    "complained and the answer to it.\n\n"
    "In the greater part of them somebody had waited for more than a week at least once, and in none was there a line that said "
    "why. The people whom we asked had not been told that a message was waiting. This is no finding about any one of them, and no "
    "complaint was decided wrongly because of it; but whoever waits without a word believes that nothing happens."
)
RECOMMENDATIONS = (
    "Let no message wait for more than five working days without an answer, or a line that says when there will be one.",
    "Publish each quarter how long answers took, beside the other figures.",
    "Let somebody stand in for a named officer who is away for more than three days.",
    "Ask people half a year after their complaint was closed whether they were told enough.",
)
ANSWERS = (
    (6, 1, Answer.ACCEPTED, ""),
    (
        6,
        2,
        Answer.REFUSED,
        "The figures of so small a body would point at single people. We give them to the overseers instead.",
    ),
    (
        8,
        3,
        Answer.DONE,
        "Each named officer has had somebody to stand in for them since the beginning of this month.",
    ),
    (12, 1, Answer.IN_PROGRESS, "The line is written. It is sent by hand until there is a reminder."),
)
"""So small a part of the year ago, which recommendation, and what was answered."""
FOUND = RecordOversightFinding(
    result=OversightResult.DELAYED,
    text="What had to be done was done, and by the right people. A message lay for twelve days before anybody answered it, and "
    "nobody wrote down why.",
)
NOTHING_OPEN = "empty-frame"
"""A very small demonstration has nothing to draw from on that day, and does without a sample."""


def timetable(
    office: Office, refs: Mapping[str, str], manager: Keyring, calendar: Calendar, days: int
) -> dict[date, list[Callable[[], None]]]:
    """What is done on which day. `days` are those of the whole year; `manager`, a case manager's keys, passes keys on."""
    overseer, other = (refs[member.login] for member in in_role(Role.OVERSEER)[:2])
    appointer = refs[APPOINTER.login]
    found: dict[date, list[Callable[[], None]]] = {}

    def on(part: int, act: Callable[[], object]) -> None:
        found.setdefault(calendar.day(days // part), []).append(partial(_require, act))

    on(3, partial(draw_sample, office, overseer, Frame(FrameKind.OPEN), SAMPLE, DICE))
    on(3, partial(_look_into, office, overseer, other, manager))
    on(4, partial(_publish, office, overseer))
    for part, recommendation, answer, words in ANSWERS:
        said = Said(1, recommendation, answer.value, words)
        on(part, partial(answer_recommendation, office, appointer, said))
    return found


def _look_into(office: Office, first: str, second: str, manager: Keyring) -> Refusal | None:
    """Two overseers open the first complaint of the sample, and say how it was handled. It ends by itself."""
    drawn = next((one.chosen[0] for one in samples()), None)
    confirms = person(second)
    if drawn is None or confirms is None:
        return None
    for command in (OpenToOverseers(asked_by=first, reason=OpeningReason.SAMPLED), FOUND):
        done = perform(office, confirms, drawn, command)
        if isinstance(done, Refusal):
            return done
        settle_complaint(office, drawn, manager)
    return None


def _publish(office: Office, overseer: str) -> int | Refusal:
    drawn = tuple(one.number for one in samples())
    return publish_finding(office, overseer, Draft(TITLE, TEXT, RECOMMENDATIONS, drawn))


def _require(act: Callable[[], object]) -> None:
    answer = act()
    if isinstance(answer, Refusal) and answer.code != NOTHING_OPEN:
        raise Stuck(answer.sentence)
