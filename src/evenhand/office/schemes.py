"""Schemes as they stand in the register: the one in force, and that which an entry cites."""

import json
from functools import lru_cache

from evenhand.office.counting import Counting
from evenhand.records.models import Record
from evenhand_register import scheme
from evenhand_register.generators import template_points


def counting_in_force(origin: str) -> Counting:
    """What the newest scheme says. Raises RegisterError (E_SCHEME_FORMAT, E_ORIGIN) for one that no program of ours wrote."""
    newest = Record.objects.filter(act="scheme").order_by("-entry_id").values_list("entry__record", "facts")[0]
    return _counting(origin, *map(bytes, newest))


@lru_cache(maxsize=16)
def _counting(origin: str, record: bytes, facts: bytes) -> Counting:
    """The points of a scheme take some milliseconds to work out, and a scheme never changes."""
    read = scheme.parse(json.loads(facts)["data"], origin)
    weights = {template.label: template.vector for group in read.groups.values() for template in group.templates}
    return Counting(origin, record, template_points(read), weights)
