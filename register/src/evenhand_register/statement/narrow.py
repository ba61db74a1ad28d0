"""What public numbers beside a hidden one tell about it: how little and how much it can be.

A statement proves that a hidden number is below its bound. Everybody can also count the entries of each kind, and sees the numbers
that are not hidden. Entries that are known to have counted as something else cannot have counted for the hidden one; and what is a
part of a shown number is no more than the rest of it. These limits are certain and need not be the narrowest.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from evenhand_register.scheme import Scheme

from .document import Claim
from .figures import Interval

__all__ = ["narrowed"]

type _Weights = Mapping[tuple[str, str], int]
"""What a counter gets from each template, by kind and label; templates that give it nothing are left out."""


def narrowed(claim: Claim, scheme: Scheme) -> dict[str, Interval]:
    """Return the least and the greatest that each hidden number of a statement, made under this scheme, can be."""
    known = _Known(claim, {label: _weights(scheme, label) for label in scheme.counters})
    return {label: Interval(known.least(label), known.greatest(label)) for label in claim.hidden}


@dataclass(frozen=True)
class _Known:
    claim: Claim
    weights: Mapping[str, _Weights]

    def least(self, hidden: str) -> int:
        """All that shown numbers count which are parts of this one."""
        own = self.weights[hidden]
        return sum(self._shown([label for label in self.claim.totals if _is_part(self.weights[label], own)]))

    def greatest(self, hidden: str) -> int:
        """The least of its bound, what entries of its kinds are left for it, and the rest of each number that it is a part of."""
        found = [self.claim.hidden[hidden].below - 1, self._by_kinds(hidden)]
        found += [self._rest(whole, hidden) for whole in self.claim.totals if self._is_inside(hidden, whole)]
        return min(found)

    def _by_kinds(self, hidden: str) -> int:
        own = self.weights[hidden]
        left = 0
        for kind in {kind for kind, _ in own}:
            elsewhere = [label for label in self.claim.totals if self._is_apart(label, kind, own)]
            most = max(weight for (of, _), weight in own.items() if of == kind)
            left += most * max(0, self.claim.entries.get(kind, 0) - sum(self._shown(elsewhere, per_entry=True)))
        return left

    def _rest(self, whole: str, hidden: str) -> int:
        own, all_of = self.weights[hidden], self.weights[whole]
        parts = [
            label
            for label in self.claim.totals
            if label != whole
            and _is_part(self.weights[label], all_of)
            and not self.weights[label].keys() & own.keys()
        ]
        return self.claim.totals[whole] - sum(self._shown(parts))

    def _is_inside(self, part: str, whole: str) -> bool:
        return bool(self.weights[part]) and _is_part(self.weights[part], self.weights[whole])

    def _is_apart(self, label: str, kind: str, own: _Weights) -> bool:
        """Whether only entries of that kind count for it, and none of those that may count for the other."""
        theirs = self.weights[label]
        return bool(theirs) and {of for of, _ in theirs} == {kind} and not theirs.keys() & own.keys()

    def _shown(self, labels: Collection[str], *, per_entry: bool = False) -> Iterator[int]:
        """The numbers of such of these as have no template in common, the widest first; or of how many entries at least."""
        taken: set[tuple[str, str]] = set()
        for label in sorted(labels, key=lambda one: (-len(self.weights[one]), one)):
            templates = self.weights[label]
            if taken.isdisjoint(templates):
                taken.update(templates)
                total = self.claim.totals[label]
                yield -(-total // max(templates.values())) if per_entry else total


def _weights(scheme: Scheme, counter: str) -> _Weights:
    return {
        (kind, template.label): template.vector[counter]
        for kind, group in scheme.groups.items()
        for template in group.templates
        if template.vector.get(counter)
    }


def _is_part(part: _Weights, whole: _Weights) -> bool:
    """Whether an entry never gives the one more than the other. A counter that nothing adds to is no part."""
    return bool(part) and all(weight <= whole.get(template, 0) for template, weight in part.items())
