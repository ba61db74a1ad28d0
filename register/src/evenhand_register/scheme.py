"""The scheme: what is counted, in words and weights, laid down in the log before it is used (register.md section 3).

A *group* is a kind of entry. Its *templates* say what one entry of that kind may count as: a weight for each
*counter* that it adds to. A group without templates is logged and not counted. No weight of a template is negative,
so no entry can lower a published number; *figures* may subtract counters from one another.

This module reads the document; what counters and templates are in the group is `generators`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._form import HASH_SIZE, Form
from .entry import RESERVED_KINDS, Entry
from .errors import RegisterError

__all__ = ["Group", "Scheme", "Template", "group_of", "parse"]

_MAX_COUNTERS, _MAX_GROUPS, _MAX_TEMPLATES, _MAX_FIGURES = 256, 64, 64, 64
_MAX_WEIGHT = 15
_MAX_THRESHOLD, _MAX_COMPLEMENT = 64, 256
_FORM = Form("E_SCHEME_FORMAT", "scheme")


@dataclass(frozen=True)
class Template:
    """What an entry may count as: words for people, and the weight that it adds to each counter."""

    label: str
    words: str
    vector: Mapping[str, int]


@dataclass(frozen=True)
class Group:
    """A kind of entry and the templates it chooses from, in their order; without any, it is not counted."""

    kind: str
    words: str
    templates: tuple[Template, ...]

    def template(self, label: str) -> Template | None:
        """Return the template with this label, if the group has it."""
        return next((template for template in self.templates if template.label == label), None)


@dataclass(frozen=True)
class Scheme:
    """A scheme's document. `counters` maps labels to words; `previous` is the record of the scheme before it."""

    name: str
    origin: str
    previous: bytes | None
    counters: Mapping[str, str]
    groups: Mapping[str, Group]
    figures: tuple[Template, ...]
    threshold: int
    complement: int


def parse(document: Any, origin: str) -> Scheme:
    """Return the scheme that the document of a scheme entry holds. Raises E_SCHEME_FORMAT, then E_ORIGIN."""
    parts = _FORM.members(
        document,
        *("complement", "counters", "figures", "groups", "name"),
        *("origin", "previous", "threshold", "v", "verifier"),
    )
    _FORM.constant(parts["v"], "evenhand.scheme/v1")
    _FORM.constant(parts["verifier"], 1)
    threshold, complement = _suppression(parts["threshold"], parts["complement"])
    counters = _counters(parts["counters"])
    scheme = Scheme(
        name=_FORM.words(parts["name"]),
        origin=_FORM.text(parts["origin"], "origin"),
        previous=_FORM.data_or_null(parts["previous"], HASH_SIZE, "previous scheme"),
        counters=counters,
        groups=_groups(parts["groups"], counters),
        figures=_figures(parts["figures"], counters),
        threshold=threshold,
        complement=complement,
    )
    if scheme.origin != origin:
        raise RegisterError("E_ORIGIN", f"The scheme was made for another register, {scheme.origin}.")
    return scheme


def group_of(scheme: Scheme, entry: Entry) -> Group:
    """Return the group of the scheme that an entry belongs to. Raises E_KIND."""
    group = scheme.groups.get(entry.kind)
    if group is None:
        raise RegisterError("E_KIND", f"The scheme has no group {entry.kind}, which the entry says it belongs to.")
    if bool(group.templates) != (entry.tally is not None):
        raise RegisterError(
            "E_KIND", f"An entry of the group {entry.kind} is counted where it must not be, or not counted."
        )
    return group


def _suppression(threshold: Any, complement: Any) -> tuple[int, int]:
    t = _FORM.number(threshold, 0, _MAX_THRESHOLD, "threshold")
    u = _FORM.number(complement, 0, _MAX_COMPLEMENT, "complement")
    if t == 1 or (u and not 0 < t < u):
        raise _FORM.fail("hides small numbers below a bound that hides nothing")
    return t, u


def _counters(value: Any) -> dict[str, str]:
    counters: dict[str, str] = {}
    for item in _FORM.items(value, 1, _MAX_COUNTERS, "counters"):
        parts = _FORM.members(item, "label", "words")
        _unique(_FORM.label(parts["label"]), counters)
        counters[parts["label"]] = _FORM.words(parts["words"])
    return counters


def _groups(value: Any, counters: Mapping[str, str]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    labels: set[str] = set()
    for item in _FORM.items(value, 1, _MAX_GROUPS, "groups"):
        parts = _FORM.members(item, "kind", "templates", "words")
        kind = _FORM.kind(parts["kind"])
        _unique(kind, groups)
        if kind in RESERVED_KINDS:
            raise _FORM.fail(f"has a group {kind}, which is a kind with a fixed meaning")
        templates: list[Template] = []
        for spelt in _FORM.items(parts["templates"], 0, _MAX_TEMPLATES, "templates"):
            template = _template(spelt, counters, range(1, _MAX_WEIGHT + 1))
            _unique(template.label, labels)
            labels.add(template.label)
            if any(template.vector == other.vector for other in templates):
                raise _FORM.fail(f"has two templates in the group {kind} that count the same")
            templates.append(template)
        groups[kind] = Group(kind, _FORM.words(parts["words"]), tuple(templates))
    return groups


def _figures(value: Any, counters: Mapping[str, str]) -> tuple[Template, ...]:
    figures: dict[str, Template] = {}
    for item in _FORM.items(value, 0, _MAX_FIGURES, "figures"):
        figure = _template(item, counters, range(-_MAX_WEIGHT, _MAX_WEIGHT + 1))
        _unique(figure.label, figures)
        if not figure.vector:
            raise _FORM.fail(f"has a figure {figure.label} made of no counter")
        figures[figure.label] = figure
    return tuple(figures.values())


def _template(value: Any, counters: Mapping[str, str], weights: range) -> Template:
    parts = _FORM.members(value, "label", "vector", "words")
    vector = parts["vector"]
    if type(vector) is not dict or not vector.keys() <= counters.keys():
        raise _FORM.fail("weighs a counter that it does not have")
    for weight in vector.values():
        if _FORM.number(weight, weights.start, weights.stop - 1, "weight") == 0:
            raise _FORM.fail("has a weight of zero")
    return Template(_FORM.label(parts["label"]), _FORM.words(parts["words"]), vector)


def _unique(name: str, taken: Mapping[str, Any] | set[str]) -> None:
    if name in taken:
        raise _FORM.fail(f"uses the name {name} twice")
