"""Registers made up at random for an attacker: acts that could follow each other, counted and hidden as the program does."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random  # noqa: TID251  (seeded by the tests)

from evenhand.clerk.statements import hidden_in
from evenhand.figures.periods import PeriodTotals, publish
from evenhand.office.published import STATED_RULE
from evenhand.office.published_words import DEPARTURES
from evenhand.office.scheme import scheme_document
from evenhand.process.codes import CaseOutcome, ComplaintOutcome
from evenhand.process.counted import weights
from evenhand.process.rulebook import Rulebook
from evenhand_register import scheme
from tests.figures.attack import Stretch

ORIGIN = "register.example/attacked"
type Acts = Mapping[str, int]
"""How likely each act is, by name; what is not named does not happen."""

CALM: Acts = {"receive": 10, "close": 6, "decide": 5, "depart": 2, "hold": 1, "verify": 1, "veto": 1, "reopen": 1}


class World:
    """One register. `run` plays a period and returns what is public of it."""

    def __init__(self, rulebook: Rulebook, chance: Random) -> None:
        self.rulebook, self.chance = rulebook, chance
        self.scheme = scheme.parse(scheme_document(ORIGIN, "Examples", rulebook), ORIGIN)
        self.weights = weights(rulebook)
        self.codes = list(rulebook.categories)
        self.stock = self.over = self.held = 0

    def run(self, acts: Acts, many: int, heads: int = 3) -> Stretch:
        """So many acts, with so many heads among them."""
        names, likely = zip(*acts.items(), strict=True)
        told: list[list[tuple[str, str]]] = []
        for _ in range(many):
            act = self.chance.choices(names, likely)[0]
            told.append(list(getattr(self, f"_{act}")()))
        return self.public(told, heads)

    def public(self, told: Sequence[Sequence[tuple[str, str]]], heads: int = 1) -> Stretch:
        """What is public of these acts, each a list of (kind, template)."""
        cut = sorted({len(told) * at // heads for at in range(1, heads + 1)})
        kinds = [
            dict(Counter(kind for act in told[start:end] for kind, _ in act))
            for start, end in zip([0, *cut], cut, strict=False)
        ]
        labels = Counter(label for act in told for _, label in act)
        values = dict.fromkeys(self.scheme.counters, 0)
        for label, times in labels.items():
            for counter, weight in self.weights[label].items():
                values[counter] += weight * times
        hidden = hidden_in(self.scheme, values, Counter(kind for act in told for kind, _ in act))
        shown = {label: value for label, value in values.items() if label not in hidden}
        return Stretch(kinds, shown, hidden, self._tables(values, hidden))

    def _tables(self, values: Mapping[str, int], hidden: Mapping[str, int]) -> dict[str, object]:
        safe = publish(
            PeriodTotals(
                label="2026-03",
                a=0,
                b=1,
                received=tuple((code, values[f"received/{code}"]) for code in self.codes),
                received_earlier=self.chance.randint(0, values["received"]),
                closed=tuple((str(code), values[f"closed/{code}"]) for code in ComplaintOutcome),
                closed_earlier=self.chance.randint(0, min(2, values["closed"])),
                reviews=tuple((code, values[f"override/{code}"]) for code in DEPARTURES),
                reopened=values["reopened"],
            ),
            STATED_RULE,
            hidden,
        )
        named = zip(
            ("received", "received bridge", "closed", "closed bridge", "override", "reopened"),
            safe.tables,
            strict=True,
        )
        return {name: ([(cell.label, cell.value) for cell in table.cells], table.total) for name, table in named}

    def _receive(self) -> Iterator[tuple[str, str]]:
        self.stock += 1
        yield "event", "event"
        yield "intake", f"received/{self.chance.choices(self.codes, [2.0**-at for at in range(len(self.codes))])[0]}"

    def _close(self) -> Iterator[tuple[str, str]]:
        if self.stock:
            self.stock, self.over = self.stock - 1, self.over + 1
            yield "outcome", f"closed/{self.chance.choice(list(ComplaintOutcome))}"

    def _reopen(self) -> Iterator[tuple[str, str]]:
        if self.over:
            self.stock, self.over = self.stock + 1, self.over - 1
            yield "outcome", "reopened"

    def _decide(self) -> Iterator[tuple[str, str]]:
        yield "outcome", f"decided/{self.chance.choice(list(CaseOutcome))}"

    def _depart(self) -> Iterator[tuple[str, str]]:
        yield "review", f"override/{self.chance.choice(('up', 'down', 'level'))}"
        yield from self._decide()

    def _hold(self) -> Iterator[tuple[str, str]]:
        self.held += 1
        yield "review", f"override/{self.chance.choice(('up', 'down'))}"
        yield "outcome", "outcome"

    def _verify(self) -> Iterator[tuple[str, str]]:
        if self.held:
            self.held -= 1
            yield "review", "override/verified"
            yield from self._decide()

    def _veto(self) -> Iterator[tuple[str, str]]:
        if self.held:
            self.held -= 1
            yield "review", "override/vetoed"
            yield "outcome", "outcome"
