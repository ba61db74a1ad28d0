"""Oversight findings and answers as files of the published folder: the documents whose hashes the notices in the register hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.records.models import OversightAnswer, OversightFinding
from evenhand.records.queries.oversight_findings import answer_of, document_of
from evenhand_register import canonical


@dataclass(frozen=True, slots=True)
class Document:
    """One of them: where it lies, what it is, and its bytes."""

    path: str
    words: str
    content: bytes


def oversight_documents(size: int) -> list[Document]:
    """Those whose notice, the entry after the act, stands under a head of that size."""
    return [*_findings(size), *_answers(size)]


def _findings(size: int) -> Iterator[Document]:
    for row in OversightFinding.objects.filter(entry__lt=size - 1).order_by("number"):
        words = f"oversight finding {row.number}, {row.title}; its hash stands in the notice in entry {row.entry + 1}"
        yield Document(f"oversight/finding-{row.number}.json", words, _spelt(document_of(row)))


def _answers(size: int) -> Iterator[Document]:
    for row in OversightAnswer.objects.filter(entry__lt=size - 1).order_by("entry"):
        words = (
            f"what the organisation answered to recommendation {row.recommendation} of oversight finding {row.finding}; its hash "
            f"stands in the notice in entry {row.entry + 1}"
        )
        yield Document(f"oversight/answer-{row.entry}.json", words, _spelt(answer_of(row)))


def _spelt(document: Mapping[str, Any]) -> bytes:
    return canonical.dumps(dict(document))
