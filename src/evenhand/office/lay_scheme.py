"""Lay down a scheme: the first of a register, or one in the place of another, with which a new period begins (REGISTER.md 3, 5).

Every entry of a period is counted under one scheme. So whatever takes the place of a scheme closes the open period at the head,
and all of it is written in one go: the scheme, the closing, and the act that made it necessary.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from evenhand.office.context import Office
from evenhand.office.envelope import Setting, prepare
from evenhand.office.office_act import LATE_AFTER_DAYS
from evenhand.office.public_entry import nothing_to_project, public_entry
from evenhand.office.scheme import scheme_document
from evenhand.office.schemes import counting, scheme_of
from evenhand.process.facts import Fact, Recorded
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CLERK
from evenhand.records.append import SCHEME, Expected, append
from evenhand.records.models import Head, Period
from evenhand_register import scheme

type Write = Callable[[Sequence[Recorded]], None]


def first_scheme(office: Office, organisation: str, rulebook: Rulebook) -> None:
    """Log the scheme with which a register begins."""
    entry = public_entry(office, SCHEME, scheme_document(office.origin, organisation, rulebook))
    append([entry], day=office.utc_day(), expected=Expected(office=-1), project=nothing_to_project)


def counts_the_same(office: Office, rulebook: Rulebook) -> bool:
    """Whether the scheme in force already counts all that complaints under this rulebook count as, and nothing else."""
    now = scheme_of(office.origin, office.scheme().scheme)
    wanted = scheme.parse(scheme_document(office.origin, now.name, rulebook), office.origin)
    return wanted == replace(now, previous=None)


def replace_scheme(
    office: Office, rulebook: Rulebook, acts: Sequence[Fact], write: Write, expected_office: int
) -> None:
    """Log a scheme for this rulebook, close the open period where it begins, and log these acts. `write` gets these alone.

    Raises Moved if anything came between.
    """
    head = Head.objects.get(id=1)
    before = bytes(head.scheme)
    name = scheme_of(office.origin, before).name
    laid = public_entry(office, SCHEME, scheme_document(office.origin, name, rulebook, before))
    under = counting(scheme.parse(dict(laid.data), office.origin), laid.record)
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    closing = _closing(head.size)
    entries = prepare(replace(office, scheme=lambda: under), setting, [*closing, *acts], {}, {})

    def project(recorded: Sequence[Recorded]) -> None:
        own = 1 + len(closing)
        for closed in recorded[1:own]:
            data = closed.data
            Period.objects.create(label=data["label"], first=data["first"], end=data["end"], entry=closed.index)
        write(recorded[own:])

    expected = Expected(office=expected_office, size=head.size)
    append([laid, *entries], day=office.utc_day(), expected=expected, project=project)


def _closing(end: int) -> list[Fact]:
    """The act that closes the period which ends here, if there is anything in it."""
    last = Period.objects.order_by("-end").values_list("end", flat=True).first() or 0
    data = {"by": CLERK, "end": end, "first": last, "label": f"up to entry {end}"}
    return [Fact("period-closed", data)] if end > last else []
