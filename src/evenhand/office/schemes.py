"""Schemes as they stand in the register: the one in force, and any that an entry cites."""

import json
from functools import lru_cache

from evenhand.office.counting import Counting
from evenhand.records.append import SCHEME
from evenhand.records.models import Head, Record
from evenhand.records.sql import find
from evenhand_register import scheme
from evenhand_register.generators import template_points


def counting_in_force(origin: str) -> Counting:
    """What the newest scheme says. Raises RegisterError (E_SCHEME_FORMAT, E_ORIGIN) for one that no program of ours wrote."""
    (newest,) = find(Head, ("scheme",), "id", 1) or (b"",)
    return counting_of(origin, bytes(newest))


@lru_cache(maxsize=16)
def counting_of(origin: str, record: bytes) -> Counting:
    """The same of the scheme with that record. Its points take some milliseconds to work out, and a scheme never changes."""
    return counting(scheme_of(origin, record), record)


def counting(read: scheme.Scheme, record: bytes) -> Counting:
    """What a scheme says, and what its templates are in the group."""
    weights = {template.label: template.vector for group in read.groups.values() for template in group.templates}
    return Counting(read.origin, record, template_points(read), weights)


def scheme_at(end: int) -> bytes:
    """The record of the scheme that is in force after so many entries. Raises Record.DoesNotExist if there is none."""
    schemes = Record.objects.filter(act=SCHEME, entry_id__lt=end).order_by("-entry_id")
    record = schemes.values_list("entry__record", flat=True).first()
    if record is None:
        raise Record.DoesNotExist(f"No scheme stands among the first {end} entries.")
    return bytes(record)


@lru_cache(maxsize=16)
def scheme_of(origin: str, record: bytes) -> scheme.Scheme:
    """The scheme with that record. Raises Record.DoesNotExist."""
    facts = Record.objects.values_list("facts", flat=True).get(act=SCHEME, entry__record=record)
    return scheme.parse(json.loads(bytes(facts))["data"], origin)
