"""Oversight findings about the office as a whole, and what the organisation answers to their recommendations (K4, K5).

Acts of the office, with public texts. An oversight finding is made by an overseer and by nobody else; nobody edits or takes one
back, and a correction is another that refers to the former. The organisation answers each recommendation, beside it and as often as
things change; each answer stays. Text and answer are committed to: the act and a public notice hold the SHA-256 of the document.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evenhand.process.appointing import may_appoint
from evenhand.process.codes import Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.numbers import NumberError, parse_number
from evenhand.process.state import Person
from evenhand.process.visibility import seeing_roles
from evenhand_register import canonical
from evenhand_register.errors import RegisterError

PUBLISHED, ANSWERED = "oversight-published", "recommendation-answered"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_RECOMMENDATION, LONGEST_ANSWER = 150, 20_000, 2_000, 4_000
MOST_RECOMMENDATIONS = 20
"""Our defaults. What is longer belongs into a report, which the text may name."""
_NUMBERS = (
    re.compile(r"\bEH[\s-]*[0-9A-Z]{5,14}\b", re.IGNORECASE),
    re.compile(r"\bEH[\s-]*[0-9A-Z]{4,13}\s*-\s*[0-9A-Z]\b", re.IGNORECASE),
)
"""What may be a complaint's number, together or apart; whether it is one, its check letter says (see `numbers`)."""


class Answer(StrEnum):
    """What the organisation says of a recommendation."""

    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    REFUSED = "refused"


NEEDS_WORDS = frozenset({Answer.DONE, Answer.REFUSED})
"""Who refuses says why, and who is done says what was done."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an overseer would publish. `samples` and `corrects` are numbers of samples and of an earlier oversight finding."""

    title: str
    text: str
    recommendations: tuple[str, ...] = ()
    samples: tuple[int, ...] = ()
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a recommendation, both by number."""

    finding: int
    recommendation: int
    answer: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision looks at: the samples there are, how many recommendations each oversight finding has, and the newest answer
    to each."""

    samples: Collection[int]
    findings: Mapping[int, int]
    newest: Mapping[tuple[int, int], tuple[str, str]]
    published: int
    """How many oversight findings the acts say there are, whether or not each is still where it was put."""


def finding_document(number: int, draft: Draft, on: date) -> dict[str, Any]:
    """The public document of an oversight finding."""
    return {
        "corrects": draft.corrects,
        "number": number,
        "on": on.isoformat(),
        "recommendations": list(draft.recommendations),
        "samples": list(draft.samples),
        "text": draft.text,
        "title": draft.title,
        "v": "evenhand.oversight-finding/v1",
    }


def answer_document(said: Said, on: date) -> dict[str, Any]:
    """The public document of an answer."""
    return {
        "answer": str(said.answer),
        "finding": said.finding,
        "on": on.isoformat(),
        "recommendation": said.recommendation,
        "v": "evenhand.oversight-answer/v1",
        "words": said.words,
    }


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a document as it is published: canonical JSON. Raises RegisterError for text that is none."""
    return hashlib.sha256(canonical.dumps(dict(document))).hexdigest()


def publish(draft: Draft, by: str, people: Mapping[str, Person], known: Known, today: date) -> Fact | Refusal:
    """The fact of an oversight finding that everybody can read from now on, or why it is not published."""
    person = people.get(by)
    if person is None or seeing_roles(person, today) != {Role.OVERSEER}:
        return Refusal("overseers-only", "Only an overseer publishes an oversight finding.")
    texts = {"title": draft.title, "text": draft.text, **_by_field(draft.recommendations)}
    fault = _draft_fault(draft, known) or number_fault(texts)
    if fault is not None:
        return fault
    number = known.published + 1
    row = _hashed(finding_document(number, draft, today))
    if isinstance(row, Refusal):
        return row
    data = {"by": by, "finding": number, "row": row, "recommendations": len(draft.recommendations)}
    return Fact(PUBLISHED, {**data, "samples": list(draft.samples), "corrects": draft.corrects})


def answer(said: Said, by: str, people: Mapping[str, Person], known: Known, today: date) -> Fact | Refusal:
    """The fact of an answer, or why there is none."""
    fault = may_appoint(by, people, today) or _answer_fault(said, known)
    fault = fault or number_fault({"words": said.words})
    if fault is not None:
        return fault
    row = _hashed(answer_document(said, today))
    if isinstance(row, Refusal):
        return row
    return Fact(
        ANSWERED,
        {
            "by": by,
            "finding": said.finding,
            "recommendation": said.recommendation,
            "answer": str(said.answer),
            "row": row,
        },
    )


def number_fault(texts: Mapping[str, str]) -> Refusal | None:
    """Why texts that are public for ever cannot stand so: one holds a complaint's number."""
    for field, text in texts.items():
        if any(_is_number(found) for pattern in _NUMBERS for found in pattern.findall(text)):
            return Refusal(
                "number", "This would be public for ever, and holds the number of a complaint. Take it out.", field
            )
    return None


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except NumberError:
        return False
    return True


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Which of these names a text holds. For a question to whoever writes, and no more.

    Were it refused, whoever sets up accounts could name one after a word that overseers need, and so silence them.
    """
    plain = " ".join(text.casefold().split())
    return [
        name for name in names if re.search(rf"(?<!\w){re.escape(' '.join(name.casefold().split()))}(?!\w)", plain)
    ]


def _draft_fault(draft: Draft, known: Known) -> Refusal | None:
    if not draft.title.strip() or not draft.title.isprintable():
        return Refusal("title", "Give it a title of one line.", "title")
    if not draft.text.strip():
        return Refusal("text", "Write what you found, and on what it rests.", "text")
    if len(draft.recommendations) > MOST_RECOMMENDATIONS:
        return Refusal("many", f"An oversight finding has {MOST_RECOMMENDATIONS} recommendations at most.")
    lengths = {"title": (draft.title, LONGEST_TITLE), "text": (draft.text, LONGEST_TEXT)}
    lengths |= {field: (text, LONGEST_RECOMMENDATION) for field, text in _by_field(draft.recommendations).items()}
    for field, (text, most) in lengths.items():
        if len(text) > most:
            return _too_long(most, field)
    if not all(text.strip() for text in draft.recommendations):
        return Refusal("empty", "A recommendation without words recommends nothing. Leave it out.")
    if not set(draft.samples) <= set(known.samples) or len(set(draft.samples)) < len(draft.samples):
        return Refusal("no-such-sample", "There is no such sample. Choose from the list.", "samples")
    if draft.corrects is not None and draft.corrects not in known.findings:
        return Refusal("no-such-finding", "There is no such oversight finding to correct.", "corrects")
    return None


def _answer_fault(said: Said, known: Known) -> Refusal | None:
    if not 1 <= said.recommendation <= known.findings.get(said.finding, 0):
        return Refusal("no-such-recommendation", "There is no such recommendation.")
    if said.answer not in set(Answer):
        return Refusal("answer", "Choose one of the answers.", "answer")
    if len(said.words) > LONGEST_ANSWER:
        return _too_long(LONGEST_ANSWER, "words")
    if Answer(said.answer) in NEEDS_WORDS and not said.words.strip():
        return Refusal("words", "Say why it is refused, or what was done. Everybody can read it.", "words")
    if known.newest.get((said.finding, said.recommendation)) == (str(said.answer), said.words):
        return Refusal("said-already", "This is what was answered last, word for word. Nothing was recorded.")
    return None


def _too_long(most: int, field: str) -> Refusal:
    return Refusal("too-long", f"This text has more than {most:,} characters. Shorten it, or name a report.", field)


def _by_field(recommendations: Sequence[str]) -> dict[str, str]:
    return {f"recommendation_{place}": text for place, text in enumerate(recommendations, start=1)}


def _hashed(document: Mapping[str, Any]) -> str | Refusal:
    try:
        return digest(document)
    except RegisterError as error:
        return Refusal("text", f"{error.sentence} Nothing was recorded.", "text")
