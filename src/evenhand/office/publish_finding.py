"""Publish an oversight finding, and answer its recommendations. With each act goes a public notice with the hash of the text."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Setting, prepare
from evenhand.office.notice import notice
from evenhand.office.office_act import LATE_AFTER_DAYS, newest
from evenhand.process import systemic
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.systemic import Draft, Known, Said
from evenhand.records.append import Expected, Project, append
from evenhand.records.load import people
from evenhand.records.models import OversightAnswer, OversightFinding, Record
from evenhand.records.queries.oversight_findings import published
from evenhand.records.queries.samples import samples

_FINDING = (
    "Oversight finding {number} was published, with recommendations: {count}. The SHA-256 of its document is {row}."
)
_ANSWER = (
    "Recommendation {recommendation} of oversight finding {number} was answered: {answer}. The SHA-256 of the document of this "
    "answer is {row}."
)


@decided_again
def publish_finding(office: Office, by: str, draft: Draft) -> int | Refusal:
    """Publish what an overseer found about the office as a whole, for ever. Returns its number."""
    seen, today = newest(), office.today()
    fact = systemic.publish(draft, by, people(), _known(), today)
    if isinstance(fact, Refusal):
        return fact
    number, row, count = (fact.data[name] for name in ("finding", "row", "recommendations"))

    def write(recorded: Sequence[Recorded]) -> None:
        OversightFinding.objects.create(
            number=number,
            title=draft.title,
            text=draft.text,
            recommendations=list(draft.recommendations),
            samples=list(draft.samples),
            corrects=draft.corrects,
            by=by,
            on=today,
            entry=recorded[0].index,
        )

    _append(office, fact, _FINDING.format(number=number, count=count, row=row), write, seen)
    return int(number)


@decided_again
def answer_recommendation(office: Office, by: str, said: Said) -> Refusal | None:
    """Record what the organisation answers. Earlier answers stay beside it."""
    seen, today = newest(), office.today()
    fact = systemic.answer(said, by, people(), _known(), today)
    if isinstance(fact, Refusal):
        return fact

    def write(recorded: Sequence[Recorded]) -> None:
        OversightAnswer.objects.create(
            entry=recorded[0].index,
            finding=said.finding,
            recommendation=said.recommendation,
            answer=fact.data["answer"],
            words=said.words,
            by=by,
            on=today,
        )

    words = _ANSWER.format(
        number=said.finding,
        recommendation=said.recommendation,
        answer=fact.data["answer"],
        row=fact.data["row"],
    )
    _append(office, fact, words, write, seen)
    return None


def _known() -> Known:
    every = published()
    return Known(
        samples={one.number for one in samples()},
        findings={one.number: len(one.recommendations) for one in every},
        newest={
            (one.number, each.number): (each.newest.answer.value, each.newest.words)
            for one in every
            for each in one.recommendations
            if each.newest
        },
        published=Record.objects.filter(act="oversight-published").count(),
    )


def _append(office: Office, fact: Fact, words: str, write: Project, seen: int) -> None:
    """The act and, right after it, the notice that everybody can read; both or neither."""
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = [*prepare(office, setting, [fact], {}, {}), notice(office, words)]
    append(entries, day=office.utc_day(), expected=Expected(office=seen), project=write)
