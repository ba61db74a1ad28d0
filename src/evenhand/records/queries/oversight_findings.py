"""Oversight findings with their recommendations and every answer, as the public reads them; and how far the organisation is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.process.systemic import (
    ANSWERED,
    PUBLISHED,
    Answer,
    Draft,
    Said,
    answer_document,
    digest,
    finding_document,
)
from evenhand.records.load import as_recorded
from evenhand.records.models import OversightAnswer, OversightFinding, Record


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `agrees`: the text is the one that the act holds the hash of. The notice with the hash is the entry after it."""

    entry: int
    answer: Answer
    words: str
    on: date
    digest: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation with its answers, the oldest first."""

    number: int
    text: str
    answers: tuple[Answered, ...]

    @property
    def newest(self) -> Answered | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class Published:
    """One oversight finding. `corrected_by` are those that correct it."""

    number: int
    title: str
    text: str
    recommendations: tuple[Recommendation, ...]
    samples: tuple[int, ...]
    corrects: int | None
    corrected_by: tuple[int, ...]
    by: str
    on: date
    entry: int
    digest: str
    agrees: bool

    @property
    def notice(self) -> int:
        """The public entry with the hash."""
        return self.entry + 1


@dataclass(frozen=True, slots=True)
class Tracker:
    """How many recommendations there are, how many have each answer now, how many have none, and since when the oldest of these."""

    total: int
    by_answer: Mapping[Answer, int]
    unanswered: int
    waiting_since: date | None


def published() -> list[Published]:
    """Every oversight finding in the order of the register, the newest first."""
    rows = list(OversightFinding.objects.order_by("-number"))
    answers = _answers()
    corrections: dict[int, list[int]] = {}
    for row in reversed(rows):
        if row.corrects is not None:
            corrections.setdefault(row.corrects, []).append(row.number)
    hashes = _hashes(PUBLISHED)
    return [_published(row, answers, corrections.get(row.number, ()), hashes) for row in rows]


def one_published(number: int) -> Published | None:
    """One of them."""
    return next((one for one in published() if one.number == number), None)


def tracker(findings: Iterable[Published]) -> Tracker:
    """What the public tracker sums."""
    every = [(one, recommendation) for one in findings for recommendation in one.recommendations]
    counts = Counter(recommendation.newest.answer for _, recommendation in every if recommendation.newest)
    waiting = [one.on for one, recommendation in every if not recommendation.newest]
    by_answer = {each: counts.get(each, 0) for each in Answer}
    return Tracker(len(every), by_answer, len(waiting), min(waiting, default=None))


def document_of(row: OversightFinding) -> dict[str, Any]:
    """The document that a row holds."""
    draft = Draft(row.title, row.text, tuple(row.recommendations), tuple(row.samples), row.corrects)
    return finding_document(row.number, draft, row.on)


def answer_of(row: OversightAnswer) -> dict[str, Any]:
    """The document that a row of an answer holds."""
    return answer_document(Said(row.finding, row.recommendation, row.answer, row.words), row.on)


def finding_file(number: int) -> dict[str, Any] | None:
    """The public document of an oversight finding."""
    row = OversightFinding.objects.filter(number=number).first()
    return document_of(row) if row else None


def answer_file(number: int, entry: int) -> dict[str, Any] | None:
    """The public document of one answer to a recommendation of it."""
    row = OversightAnswer.objects.filter(finding=number, entry=entry).first()
    return answer_of(row) if row else None


def _published(
    row: OversightFinding,
    answers: Mapping[tuple[int, int], Sequence[Answered]],
    corrected_by: Sequence[int],
    hashes: Mapping[int, str],
) -> Published:
    recommendations = tuple(
        Recommendation(place, text, tuple(answers.get((row.number, place), ())))
        for place, text in enumerate(row.recommendations, start=1)
    )
    said = digest(document_of(row))
    return Published(
        number=row.number,
        title=row.title,
        text=row.text,
        recommendations=recommendations,
        samples=tuple(row.samples),
        corrects=row.corrects,
        corrected_by=tuple(corrected_by),
        by=row.by,
        on=row.on,
        entry=row.entry,
        digest=said,
        agrees=hashes.get(row.entry) == said,
    )


def _answers() -> dict[tuple[int, int], list[Answered]]:
    found: dict[tuple[int, int], list[Answered]] = {}
    hashes = _hashes(ANSWERED)
    for row in OversightAnswer.objects.order_by("entry"):
        said = digest(answer_of(row))
        line = Answered(row.entry, Answer(row.answer), row.words, row.on, said, hashes.get(row.entry) == said)
        found.setdefault((row.finding, row.recommendation), []).append(line)
    return found


def _hashes(act: str) -> dict[int, str]:
    """The hash of the text that each such act holds."""
    rows = Record.objects.filter(act=act).order_by("entry_id").values_list("entry_id", "facts", "entry__record")
    return {recorded.index: recorded.data["row"] for recorded in as_recorded(rows)}
