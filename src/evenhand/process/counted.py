"""What each act counts as under proof: exactly one template of the group of its kind (DESIGN 5.1, REGISTER.md section 3).

The label of a template is the code of the step that figures count (`projection.STEPS`), so a proved number and a computed
one can be compared by name. What counts nothing has a template too, with no weight: from outside it cannot be told from the
others of its kind. Each step weighs one in the counter of its own name and one in that of its family, so that the family's
number can be shown while small ones in it are hidden.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evenhand.process.acts import ACTS, CARRIED_OVER, Kind
from evenhand.process.codes import CaseOutcome, ComplaintOutcome, Direction
from evenhand.process.facts import Recorded
from evenhand.process.projection import OPENED, STEPS
from evenhand.process.rulebook import Rulebook

IN_ERROR, REOPENED, OVERSIGHT = "in-error", "reopened", "oversight"


@dataclass(frozen=True, slots=True)
class Template:
    """What an entry may count as: in words, and the weight that it adds to each counter."""

    label: str
    words: str
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number made of counters, some of which may be taken away, over all statements so far."""

    label: str
    words: str
    weights: Mapping[str, int]


ABOUT_THE_REGISTER = frozenset({CARRIED_OVER, IN_ERROR})
"""Counters that tell nobody anything about a person. Small ones are shown, because without them no number outstanding can be."""
ALWAYS_SHOWN = frozenset({OVERSIGHT, "override"})
"""How often overseers look is for everybody to know, and says nothing of a party. Beside it anybody can count in the kinds of the
entries how often decisions departed, so that is shown too; its parts are not."""
FAMILIES = {
    "received": "Complaints received",
    CARRIED_OVER: "Complaints that were open when counting under proof began, carried over",
    IN_ERROR: "Complaints that had been entered in error",
    "closed": "Complaints closed",
    REOPENED: "Closed complaints that were reopened",
    "decided": "Cases decided, with effect",
    "override": "Departures from the recommendation, and reviews of them",
    OVERSIGHT: "Complaints opened by two overseers",
    "before/received": "Complaints imported from older records",
    "before/case": "Cases imported from older records",
    "before/over": "Cases imported from older records that were over",
}
"""Counters that are no part of another, in words."""
OUTCOME_WORDS: dict[str, str] = {
    f"closed/{ComplaintOutcome.UPHELD}": "Complaint closed: upheld",
    f"closed/{ComplaintOutcome.UPHELD_IN_PART}": "Complaint closed: upheld in part",
    f"closed/{ComplaintOutcome.NOT_UPHELD}": "Complaint closed: not upheld",
    f"closed/{ComplaintOutcome.OUT_OF_SCOPE}": "Complaint closed: out of scope",
    f"closed/{ComplaintOutcome.DUPLICATE}": "Complaint closed: a duplicate of another",
    f"decided/{CaseOutcome.BREACH_SANCTION}": "Case decided: breach, with a sanction",
    f"decided/{CaseOutcome.BREACH_NO_SANCTION}": "Case decided: breach, without a sanction",
    f"decided/{CaseOutcome.NO_BREACH}": "Case decided: no breach",
}
REVIEW_WORDS: dict[str, str] = {
    f"override/{Direction.UP}": "Decision harsher than recommended",
    f"override/{Direction.DOWN}": "Decision milder than recommended",
    f"override/{Direction.LEVEL}": "Decision with other findings than recommended, same sanction",
    "override/verified": "Departure verified by the independent reviewer",
    "override/vetoed": "Departure vetoed by the independent reviewer",
}
_ADDING_UP = ("received", "closed", "decided", "override")
COMPARED = {"": "", "/same": ", decided as recommended", "/up": ", decided harsher", "/down": ", decided milder"}
"""How an imported case ended beside its recommendation; the first where that cannot be compared."""
FIGURES = (
    Figure(
        "outstanding",
        "Complaints outstanding: received, carried over or reopened, and neither closed nor entered in error",
        {"received": 1, CARRIED_OVER: 1, REOPENED: 1, "closed": -1, IN_ERROR: -1},
    ),
)


def template_of(act: str, data: Mapping[str, Any]) -> str:
    """The label of the template that an act counts as. `data` are its facts, as far as they are known before it is sealed.

    Raises KeyError for an act that is not in the closed list.
    """
    kind = ACTS[act].kind
    if kind is Kind.BEFORE:
        return _imported(act, data)
    if act == CARRIED_OVER:
        return CARRIED_OVER
    code = STEPS.get(act)
    return kind.value if code is None else code(Recorded(0, data, b"", None))


def groups(rulebook: Rulebook) -> dict[Kind, tuple[Template, ...]]:
    """The templates of each kind of entry, at most 16 (DESIGN 5.1), in an order that is the same for the same rulebook."""
    received = (
        _part("received", f"received/{code}", f"Complaint received: {words}")
        for code, words in rulebook.categories.items()
    )
    return {
        Kind.INTAKE: (
            *received,
            Template(CARRIED_OVER, "Complaint carried over: it was open when counting began", {CARRIED_OVER: 1}),
            Template(IN_ERROR, "Complaint found to have been entered in error", {IN_ERROR: 1}),
        ),
        Kind.OUTCOME: (
            *(_part(label.partition("/")[0], label, words) for label, words in OUTCOME_WORDS.items()),
            Template(REOPENED, "Complaint reopened", {REOPENED: 1}),
            Template(Kind.OUTCOME.value, "Nothing: it covers the act before it"),
        ),
        Kind.REVIEW: (
            *(_part("override", label, words) for label, words in REVIEW_WORDS.items()),
            Template(OPENED, "Complaint opened by two overseers", {OVERSIGHT: 1}),
        ),
        Kind.EVENT: (Template(Kind.EVENT.value, "Nothing: a step that is logged and not counted"),),
        Kind.BEFORE: tuple(_older()),
    }


def counters(rulebook: Rulebook) -> dict[str, str]:
    """Every counter that a template adds to, in words, families first."""
    parts = {
        template.label: template.words
        for templates in groups(rulebook).values()
        for template in templates
        if template.label in template.weights and template.label not in FAMILIES
    }
    compared = {f"before{way}": f"Imported cases{words}" for way, words in COMPARED.items() if way}
    return {**FAMILIES, **parts, **compared}


def weights(rulebook: Rulebook) -> dict[str, Mapping[str, int]]:
    """What each template adds to the counters, by label."""
    return {template.label: template.weights for templates in groups(rulebook).values() for template in templates}


def tables(labels: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Counters that add up, by family: the published tables, in the order of the scheme.

    How decisions compare with recommendations in older records has no counter of the family.
    """
    named = list(labels)
    found = [(family, [label for label in named if label.startswith(f"{family}/")]) for family in _ADDING_UP]
    compared = [f"before{way}" for way in COMPARED if way]
    found.append(("compared", [label for label in named if label in compared]))
    return [(family, parts) for family, parts in found if parts]


def _part(family: str, label: str, words: str) -> Template:
    return Template(label, words, {family: 1, label: 1})


def _imported(act: str, data: Mapping[str, Any]) -> str:
    if act == "imported-complaint":
        return "before/received"
    way = "" if data["distance"] is None else f"/{data['direction'] or 'same'}"
    return f"before/case{way}{'/over' if data['ended_on'] else ''}"


def _older() -> Iterator[Template]:
    yield Template("before/received", FAMILIES["before/received"], {"before/received": 1})
    for way, words in COMPARED.items():
        compared = {f"before{way}": 1} if way else {}
        yield Template(f"before/case{way}", f"Imported case{words}, not over", {"before/case": 1, **compared})
        yield Template(
            f"before/case{way}/over",
            f"Imported case{words}, over",
            {"before/case": 1, "before/over": 1, **compared},
        )
