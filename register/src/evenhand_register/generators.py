"""What a scheme's counters and templates are in the group (register.md section 3).

    G_k = from_hash(SHA-512("evenhand.counter/v1" 0x00 || label))
    W_j = sum over k of w_jk · G_k                      the identity for a template that counts nothing

The label alone fixes G_k: a counter cannot be redefined unseen, and equal labels of different organisations can be
added up. Calculated once for a scheme, since every entry needs them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .group import IDENTITY, Point, add, from_hash, multiply, number
from .scheme import Group, Scheme

__all__ = ["TemplatePoints", "generator", "multiples", "point_of", "points_of", "template_points"]


@dataclass(frozen=True, slots=True)
class TemplatePoints:
    """The templates of one group, in their order: their labels, and the point that each adds to a commitment."""

    labels: tuple[str, ...]
    points: tuple[Point, ...]

    def index(self, label: str) -> int:
        """Return the place of a template in the group. Raises ValueError where the group has none of this label."""
        return self.labels.index(label)


@lru_cache(maxsize=1024)
def generator(label: str) -> Point:
    """Return the generator of the counter with this label."""
    return from_hash(hashlib.sha512(b"evenhand.counter/v1\x00" + label.encode()).digest())


def point_of(vector: Mapping[str, int]) -> Point:
    """Return the point of a vector from counter labels to weights."""
    found = IDENTITY
    for label, weight in vector.items():
        found = add(found, multiply(number(weight), generator(label)))
    return found


@lru_cache(maxsize=512)
def multiples(label: str, below: int) -> tuple[Point, ...]:
    """Return 0·G, 1·G, ... for the numbers below a bound, the values that a hidden cell may have."""
    found = [IDENTITY]
    while len(found) < below:
        found.append(add(found[-1], generator(label)))
    return tuple(found[:below])


def points_of(group: Group) -> TemplatePoints:
    """Return the template points of a counted group."""
    return TemplatePoints(
        tuple(template.label for template in group.templates),
        tuple(point_of(template.vector) for template in group.templates),
    )


def template_points(scheme: Scheme) -> dict[str, TemplatePoints]:
    """Return the template points of each counted group of a scheme, by its kind."""
    return {kind: points_of(group) for kind, group in scheme.groups.items() if group.templates}
