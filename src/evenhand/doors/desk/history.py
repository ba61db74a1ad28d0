"""Recorded acts as lines that people read: who did what and when, its codes in words, and what was opened of its content.

One table says how each member of an act's facts is read. What is in neither table is a mistake of ours, which a test finds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words as w
from evenhand.doors.look.templatetags.look import day
from evenhand.doors.staff.words import OPENING_REASON, OVERSIGHT_RESULT
from evenhand.office.reading import Contents, Opened
from evenhand.process.acts import ACTS
from evenhand.process.facts import Recorded
from evenhand.process.numbers import number
from evenhand.process.rulebook import Rulebook
from evenhand.process.shapes import COVER_ACTS


@dataclass(frozen=True, slots=True)
class Tongue:
    """What codes are read with: the rulebook pinned to the complaint, and the names of staff by reference.

    `unseen` are the indexes of complaints that this one is linked with and that the reader does not see.
    """

    rulebook: Rulebook
    names: Mapping[str, str]
    unseen: frozenset[int] = frozenset()

    def person(self, ref: str) -> str:
        """Whoever facts name: a party, the clerk, or a member of staff."""
        return str(w.PARTY.get(ref) or self.names.get(ref) or ref)

    def complaint(self, index: int) -> str:
        """Another complaint, by its number; one that the reader does not see has none (DESIGN 5.16)."""
        return gettext("one that is not yours to see") if index in self.unseen else number(index)

    def category(self, code: str) -> str:
        """A category or label of the rulebook."""
        return self.rulebook.categories.get(code) or self.rulebook.labels.get(code) or code

    def rung(self, rung: int) -> str:
        """A sanction, with its place on the ladder."""
        return gettext("%(label)s (rung %(rung)s)") % {"label": self.rulebook.ladder[rung].label, "rung": rung}

    def clause(self, code: str) -> str:
        """A clause with its text."""
        return f"{code}: {self.rulebook.clauses[code].text}" if code in self.rulebook.clauses else code

    def rule(self, code: str) -> str:
        """A published triage rule with its text."""
        return f"{code}: {self.rulebook.triage_rules[code]}" if code in self.rulebook.triage_rules else code

    def findings(self, findings: Mapping[str, str]) -> str:
        """The finding on each allegation."""
        return "; ".join(f"{place}: {w.FINDING[code]}" for place, code in findings.items())


type Say = Callable[[Tongue, Any], object]

FACTS: Mapping[str, tuple[w.Words, Say]] = {
    "channel": (_("Channel"), lambda _tongue, code: w.CHANNEL[code]),
    "category": (_("Category"), Tongue.category),
    "labels": (_("Further labels"), lambda tongue, codes: "; ".join(map(tongue.category, codes))),
    "apart": (_("Set apart"), lambda _tongue, yes: w.YES_NO[yes]),
    "anonymous": (_("Anonymous"), lambda _tongue, yes: w.YES_NO[yes]),
    "officer": (_("Named officer"), Tongue.person),
    "result": (_("Result"), lambda _tongue, code: w.ASSESSMENT.get(code) or OVERSIGHT_RESULT[code]),
    "rule": (_("Published rule"), Tongue.rule),
    "duplicate_of": (_("Duplicate of"), Tongue.complaint),
    "follows": (_("Stays open until that one is closed"), lambda _tongue, yes: w.YES_NO[yes]),
    "lead_outcome": (_("How that one ended"), lambda _tongue, code: w.OUTCOME[code]),
    "other": (_("Other complaint"), Tongue.complaint),
    "type": (_("Kind of link"), lambda _tongue, code: w.LINK[code]),
    "capacity": (_("Capacity"), lambda _tongue, code: w.CAPACITY[code]),
    "stays_inside": (_("Why this office can handle it"), lambda _tongue, code: w.STAYS_INSIDE[code]),
    "allegation": (_("Allegation"), lambda _tongue, place: place),
    "clause": (_("Clause"), Tongue.clause),
    "duty": (_("Duty"), lambda _tongue, code: w.DUTY[code]),
    "person": (_("Person"), Tongue.person),
    "tie": (_("A tie to a party"), lambda _tongue, code: w.TIED[code]),
    "recusal": (_("Why"), lambda _tongue, code: w.RECUSAL[code]),
    "excluded": (_("Why not"), lambda _tongue, code: w.EXCLUSION[code]),
    "order": (_("Drawn, in this order"), lambda tongue, refs: "; ".join(map(tongue.person, refs))),
    "reply_by": (_("Reply by"), lambda _tongue, text: day(date.fromisoformat(text))),
    "findings": (_("Findings"), Tongue.findings),
    "sanction": (_("Sanction"), Tongue.rung),
    "direction": (_("Direction"), lambda _tongue, code: w.DIRECTION[code]),
    "distance": (_("Distance"), lambda _tongue, rungs: distance_words(rungs)),
    "reason": (_("Reason"), lambda _tongue, code: w.OVERRIDE_REASON.get(code) or OPENING_REASON[code]),
    "held": (_("Held for the independent reviewer"), lambda _tongue, yes: w.YES_NO[yes]),
    "outcome": (_("Outcome"), lambda _tongue, code: w.OUTCOME[code]),
    "to": (_("Told"), Tongue.person),
    "remedy_by": (_("Outside remedy by"), lambda _tongue, text: day(date.fromisoformat(text))),
    "cases": (_("Cases"), lambda _tongue, places: ", ".join(map(str, places))),
    "asked_by": (_("Asked for by"), Tongue.person),
    "until": (_("Until"), lambda _tongue, text: day(date.fromisoformat(text))),
    "ground": (_("Ground"), lambda _tongue, code: w.GROUND[code]),
    "heard_again": (_("The respondent is heard again"), lambda _tongue, yes: w.YES_NO[yes]),
    "unclear": (
        _("Nobody could tell of a conflict of interest, and this was confirmed"),
        lambda _tongue, yes: w.YES_NO[yes],
    ),
    "complete": (_("Nothing more will come"), lambda _tongue, yes: w.YES_NO[yes]),
}
"""How each member of `facts.data` is read, in the order in which it is shown."""

SILENT = frozenset(
    {
        "act", "by", "case", "compartments", "complaint", "counted", "draw", "granted", "holder", "late", "members", "nonce_by",
        "not_before", "on", "parties", "revoked", "respondent", "rulebook", "sealed", "token", "value",
    }
)  # fmt: skip
"""Members that say nothing to a reader, stand in the line's head already, or in a part of the page of their own.

A random value is among them: whoever types it second must not see what was typed first.
"""

CONTENT: Mapping[str, w.Words] = {
    "text": "",
    "added": _("Added by the program"),
    "for_respondent": _("For the respondent alone"),
    "narrative": _("What happened, in the sender’s words"),
    "happened": _("When and where"),
    "about": _("Who it is about"),
    "name": _("Name"),
    "reach": _("How to reach them"),
    "complete": _("That this is all, in the respondent’s words"),
    "served": _("How and when it was given to the respondent"),
    "source": _("Where it came from"),
    "power": _("Power relied on"),
    "suggested_by": _("At whose suggestion"),
    "remedy": _("Where else they can go"),
}
"""The texts of sealed contents, in the order in which they are shown."""


SHOWN_ABOVE = frozenset(
    {
        "received",
        "acknowledged",
        "message-sent",
        "case-opened",
        "allegation-framed",
        "evidence-added",
        "overridden",
        "override-verified",
        "override-vetoed",
    }
)


@dataclass(frozen=True, slots=True)
class File:
    """One sealed file. `size` is in bytes."""

    entry: int
    address: str
    name: str = field(repr=False)
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `closed` says that it has content of which nothing is shown here."""

    entry: int
    act: str
    title: str
    on: date
    late: bool
    by: str
    case: int | None
    facts: tuple[tuple[w.Words, object], ...]
    said: tuple[tuple[w.Words, str], ...] = field(repr=False)
    files: tuple[File, ...] = field(repr=False)
    closed: bool

    @property
    def shown_above(self) -> bool:
        """Whether the page of the complaint shows its words in a part of its own as well."""
        return self.act in SHOWN_ABOVE


def lines(facts: Iterable[Recorded], contents: Contents, tongue: Tongue) -> list[Line]:
    """Every act as a line, in register order. Covers say nothing to a reader."""
    told = (recorded for recorded in facts if recorded.act not in COVER_ACTS)
    return [_line(recorded, contents.by_entry.get(recorded.index), tongue) for recorded in told]


def has_content(recorded: Recorded) -> bool:
    """Whether something was sealed with the act."""
    return any(sealed["what"] == "content" for sealed in recorded.data.get("sealed", ()))


def distance_words(rungs: int) -> str:
    """A distance on the sanction ladder."""
    return ngettext("%(count)d rung", "%(count)d rungs", rungs) % {"count": rungs}


def _line(recorded: Recorded, opened: Opened | None, tongue: Tongue) -> Line:
    data = recorded.data
    return Line(
        entry=recorded.index,
        act=recorded.act,
        title=gettext(ACTS[recorded.act].words),
        on=recorded.on,
        late=bool(data["late"]),
        by=tongue.person(data["by"]),
        case=data.get("case"),
        facts=tuple((label, say(tongue, data[key])) for key, (label, say) in FACTS.items() if _shown(data.get(key))),
        said=_said(opened) if opened else (),
        files=_files(opened) if opened else (),
        closed=opened is None and has_content(recorded),
    )


def _shown(value: object) -> bool:
    return value is not None and value != []


def _said(opened: Opened) -> tuple[tuple[w.Words, str], ...]:
    return tuple((label, opened.text(key)) for key, label in CONTENT.items() if opened.text(key))


def _files(opened: Opened) -> tuple[File, ...]:
    return tuple(
        File(opened.entry, file["address"], file["name"], file["media_type"], file["size"])
        for file in opened.words.get("files", ())
    )
