"""A log that counts: entries with tallies, statements with proofs. Nothing in it is drawn at random."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from evenhand_register import entry, generators, group, receipt, record, scheme, statement, tally, tree
from evenhand_register.entry import Entry
from evenhand_register.generators import TemplatePoints
from evenhand_register.group import ZERO, Point, Scalar, number, plus
from evenhand_register.one_of import Nonces
from evenhand_register.scheme import Scheme
from evenhand_register.statement import Draft, Head, Opened, Period

from .support import Leaves, Log, counted, scheme_document


def counting_document(**changes: Any) -> dict[str, Any]:
    """A scheme with two counted groups and one that is logged only."""
    counters = {
        "received": "Complaints received",
        "received/harm": "Complaints of harm",
        "received/fraud": "Complaints of fraud",
        "received/other": "Other complaints",
        "closed": "Complaints closed",
    }
    vectors = {
        "intake": {
            "in/harm": {"received": 1, "received/harm": 1},
            "in/fraud": {"received": 1, "received/fraud": 1},
            "in/other": {"received": 1, "received/other": 1},
        },
        "outcome": {"out/closed": {"closed": 1}, "out/nothing": {}},
    }
    groups = [
        {
            "kind": kind,
            "templates": [
                {"label": label, "vector": vector, "words": f"a complaint, {label}"}
                for label, vector in templates.items()
            ],
            "words": f"Steps of the kind {kind}",
        }
        for kind, templates in vectors.items()
    ]
    return scheme_document(
        complement=16,
        counters=[{"label": label, "words": words} for label, words in counters.items()],
        figures=[
            {"label": "outstanding", "vector": {"received": 1, "closed": -1}, "words": "Received and not yet closed"},
            {"label": "harm", "vector": {"received/harm": 2}, "words": "Harm, twice"},
        ],
        groups=[*groups, {"kind": "event", "templates": [], "words": "Anything else"}],
        threshold=5,
        **changes,
    )


def entropy(size: int) -> bytes:
    """The same bytes each time: only the hedge makes draws differ, which is what it is for."""
    return bytes(size)


_SCHEMES: dict[tuple[bytes, str], tuple[Scheme, dict[str, TemplatePoints]]] = {}


@dataclass
class CountedLog(Log):
    """Keeps T and R of the open period, as a writer does."""

    values: Counter[str] = field(default_factory=Counter)
    blinding: Scalar = ZERO
    opened: dict[int, receipt.Count] = field(default_factory=dict)
    stated: list[tuple[bytes, statement.Claim]] = field(default_factory=list)

    def forge(self, vector: dict[str, int]) -> int:
        """Append an entry that adds what no template adds, with a proof that would hold if one did."""
        place = tally.Place(self.origin, self.scheme_id, counted(-len(self.entries)), "intake")
        lawful, lie = generators.template_points(self.scheme)["intake"], generators.point_of(vector)
        pretended = TemplatePoints(lawful.labels, (*lawful.points[:-1], lie))
        r = number(901)
        made = tally.commit(pretended, pretended.labels[-1], r)
        nonces = Nonces.draw(map(number, range(902, 1000)), len(pretended.points))
        proof = tally.prove(place, pretended, pretended.labels[-1], made, r, nonces)
        self.values.update(vector)
        self.blinding = plus(self.blinding, r)
        return self.append(Entry("intake", "2026-W10", place.record, place.scheme, made, proof).render())

    @property
    def scheme(self) -> Scheme:
        return self._scheme[0]

    @property
    def _scheme(self) -> tuple[Scheme, dict[str, TemplatePoints]]:
        """The scheme and its points, worked out once for all logs that cite it."""
        opening = self.openings[self.scheme_index]
        assert opening is not None
        key = (opening.record, self.origin)
        if key not in _SCHEMES:
            found = scheme.parse(opening.facts["data"], self.origin)
            _SCHEMES[key] = found, generators.template_points(found)
        return _SCHEMES[key]

    @property
    def scheme_id(self) -> bytes:
        opening = self.openings[self.scheme_index]
        assert opening is not None
        return opening.record

    def count(self, kind: str, template: str, nonce: bytes | None = None) -> int:
        """Append an entry that counts as a template."""
        opening = record.opening(
            record.facts(kind, {"act": "counted"}, nonce, template), counted(len(self.entries)), None, None
        )
        place = tally.Place(self.origin, self.scheme_id, opening.record, kind)
        templates = self._scheme[1][kind]
        sealed = tally.seal(place, templates, template, entropy)
        index = self.append(
            Entry(kind, "2026-W10", opening.record, self.scheme_id, sealed.tally, sealed.proof).render(), opening
        )
        found = self.scheme.groups[kind].template(template)
        assert found is not None
        self.values.update(found.vector)
        self.blinding = plus(self.blinding, sealed.r)
        self.opened[index] = receipt.Count(sealed.r, template)
        return index

    def edge(self, size: int) -> Head:
        """The head at a size, signed where there are entries."""
        if size == 0:
            return Head(0, tree.EMPTY_ROOT)
        return Head(size, tree.root(Leaves(self.entries[:size]), size), self.head_at(size))

    def head_at(self, size: int) -> str:
        return self.head(size, tree.root(Leaves(self.entries[:size]), size)).decode()

    def draft(self, **changes: Any) -> Draft:
        """The draft of the open period, which ends here."""
        start = self.stated[-1][1].end if self.stated else self.edge(0)
        kinds = Counter(entry.parse(raw).kind for raw in self.entries[start.size :])
        values = {label: self.values[label] for label in self.scheme.counters}
        parts: dict[str, Any] = {
            "origin": self.origin,
            "period": f"2026-P{len(self.stated)}",
            "sequence": len(self.stated),
            "previous": self.stated[-1][0] if self.stated else None,
            "scheme_id": self.scheme_id,
            "scheme": self.scheme,
            "start": start,
            "end": self.edge(len(self.entries)),
            "entries": kinds,
            "values": values,
            "hide": statement.hide(self.scheme, values),
            **changes,
        }
        return Draft(**parts)

    def state(self, **changes: Any) -> statement.Statement:
        """End the period: append its statement."""
        made = statement.make(self.draft(**changes), self.blinding, entropy)
        self.log_statement(made)
        return made

    def state_carelessly(self, hide: dict[str, int]) -> None:
        """End the period with these numbers hidden, whether or not they can be worked out."""
        draft = self.draft(hide=hide)
        opened = {label: Opened(draft.values[label], number(5 + at)) for at, label in enumerate(hide)}
        nonces = {label: Nonces.draw(map(number, range(1, 600)), below) for label, below in hide.items()}
        claim = statement.claim_of(draft, opened)
        self.log_statement(statement.prove(claim, opened, self.blinding, nonces, number(7)))

    def log_statement(self, made: statement.Statement) -> None:
        opening = record.opening(record.facts("statement", made.as_json()), counted(len(self.entries)))
        self.append(Entry("statement", "2026-W10", opening.record, made.claim.scheme).render(), opening)
        self.stated.append((opening.record, made.claim))
        self.values, self.blinding = Counter(), ZERO

    def counted_receipt(self, index: int) -> bytes:
        def part(at: int) -> receipt.Logged:
            opening = self.openings[at]
            assert opening is not None
            return receipt.Logged(self.entries[at], opening, self.proof(at))

        return receipt.build(part(index), part(self.scheme_index), "Registered.", self.opened[index])


def counted_log(*, periods: int = 2) -> CountedLog:
    """A scheme, then so many periods of complaints: 7 and then 3, 6 and 6 in three categories, some closed."""
    log = CountedLog()
    log.add("scheme", counting_document())
    for period in range(periods):
        harm, fraud, other = (7, 6, 8) if period % 2 == 0 else (3, 6, 6)
        for template, times in (("in/harm", harm), ("in/fraud", fraud), ("in/other", other)):
            for _ in range(times):
                log.count("intake", template, counted(len(log.entries))[:16])
        for _ in range(9):
            log.count("outcome", "out/closed")
        log.count("outcome", "out/nothing")
        log.add("event", {"act": "something"})
        log.state()
    return log


def open_period() -> CountedLog:
    """A log whose second period is not stated yet."""
    log = counted_log(periods=1)
    for template, times in (("in/harm", 3), ("in/fraud", 6), ("in/other", 6)):
        for _ in range(times):
            log.count("intake", template)
    return log


class Read:
    """Every entry of a log that somebody was given: what a statement is checked against (`statement.Past`)."""

    def __init__(self, raw: list[bytes], schemes: dict[int, Any], origin: str, *, prove: bool = True) -> None:
        self.leaves = Leaves(raw)
        self.entries = [entry.parse(one) for one in raw]
        self.origin = origin
        self.prove = prove
        self.schemes = {self.entries[at].record: (at, scheme.parse(doc, origin)) for at, doc in schemes.items()}

    def root(self, size: int) -> bytes | None:
        return tree.root(self.leaves, size) if size <= len(self.entries) else None

    def scheme(self, record: bytes, size: int) -> Scheme | None:
        index, found = self.schemes.get(record, (size, None))
        return found if index < size else None

    def period(self, start: int, end: int) -> Period:
        found = self.entries[start:end]
        cited = {one.scheme for one in found if one.scheme is not None and one.kind not in entry.RESERVED_KINDS}
        return Period(Counter(one.kind for one in found), cited)

    def check_entries(self, start: int, end: int) -> None:
        for one in self.entries[start:end]:
            if self.prove and one.scheme is not None and one.kind not in entry.RESERVED_KINDS:
                used = self.schemes[one.scheme][1]
                scheme.group_of(used, one)
                if one.tally is not None and one.proof is not None:
                    place = tally.Place(self.origin, one.scheme, one.record, one.kind)
                    tally.verify(place, generators.template_points(used)[one.kind], one.tally, one.proof)

    def total(self, start: int, end: int) -> Point:
        return group.total(one.tally for one in self.entries[start:end] if one.tally is not None)
