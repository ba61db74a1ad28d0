"""What affiliations members of staff to each other: lines of management, and what each declares (DOMAIN B4, B5). Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evenhand.process.provenance import months_of
from evenhand.process.working_days import months_after

LEADERSHIP = "leadership"
"""How a declaration names the leadership's office; whoever else is named is a member of staff."""
LASTS_MONTHS = 12
"""A declaration is made anew each year (our default)."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An affiliation with `other`, a staff reference or LEADERSHIP. `until` is the first day on which it no longer held."""

    kind: str
    other: str
    since: date
    until: date | None = None

    def counts(self, role: str, today: date) -> bool:
        """Whether it holds, or ended so lately that whoever would hold that role still cools off (B4)."""
        return self.until is None or today < months_after(self.until, months_of(role))


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that somebody declared last. No affiliations at all is a declaration too."""

    on: date
    affiliations: tuple[Affiliation, ...] = ()

    def is_current(self, today: date) -> bool:
        """Whether it was made within a year."""
        return today < months_after(self.on, LASTS_MONTHS)


def taken_back(withdrawn: frozenset[str], before: Declaration | None, now: Declaration) -> frozenset[str]:
    """With whom somebody has taken an affiliation back, after `now` took the place of `before`.

    What is left out was taken back, and so was what now ended before a day on which it was said to hold. Who declares it again has
    taken nothing back.
    """
    held = {one.other: before.on for one in before.affiliations if one.until is None} if before else {}
    gone = {one.other for one in before.affiliations} if before else set()
    kept = {
        one.other
        for one in now.affiliations
        if one.until is None
        or (one.other not in withdrawn and (one.other not in held or one.until >= held[one.other]))
    }
    return frozenset((withdrawn | gone | {one.other for one in now.affiliations if one.other in held}) - kept)


@dataclass(frozen=True, slots=True)
class Affiliations:
    """Everybody's line manager (None: said to have none) and last declaration, by staff reference.

    `withdrawn`: with whom they had declared an affiliation that a later declaration of theirs took back.
    """

    managers: Mapping[str, str | None] = field(default_factory=dict)
    declared: Mapping[str, Declaration] = field(default_factory=dict)
    withdrawn: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def took_back(self, ref: str, other: str) -> bool:
        """Whether somebody declared an affiliation with the other, and took it back since."""
        return other in self.withdrawn.get(ref, ())

    def above(self, ref: str) -> tuple[str, ...]:
        """The line above somebody, nearest first."""
        found: list[str] = []
        manager = self.managers.get(ref)
        while manager is not None and manager not in found:
            found.append(manager)
            manager = self.managers.get(manager)
        return tuple(found)

    def in_line(self, one: str, other: str) -> bool:
        """Whether either manages the other, at whatever distance."""
        return one in self.above(other) or other in self.above(one)
