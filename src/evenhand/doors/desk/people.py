"""Who holds which role, given by whom and for how long; and the acts of the office. Everybody at the desk can read both (B4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.affiliations import appoints, standing
from evenhand.doors.desk.joining import joiners
from evenhand.doors.desk.leaving import ENDS, leavers
from evenhand.doors.desk.pages import page
from evenhand.doors.look.templatetags.look import day
from evenhand.doors.requests import Request
from evenhand.process.acts import ACTS
from evenhand.process.affiliations import Affiliations
from evenhand.process.codes import Role
from evenhand.process.facts import Recorded
from evenhand.records.load import affiliations
from evenhand.records.queries.office_history import OfficeActs
from evenhand.records.queries.people import Staff, names, staff

PAGE = 50

type Names = Mapping[str, str]


def _person(names: Names, ref: str) -> str:
    return str(words.PARTY.get(ref) or names.get(ref) or ref)


def _day(_names: Names, text: str) -> str:
    return day(date.fromisoformat(text))


def _as_is(_names: Names, value: Any) -> str:
    return str(value)


FACTS: Mapping[str, tuple[words.Words, Callable[[Names, Any], str]]] = {
    "account": (_("Account"), _person),
    "person": (_("Person"), _person),
    "manager": (_("Line manager"), _person),
    "role": (_("Role"), lambda _names, code: str(words.ROLE[code])),
    "since": (_("Since"), _day),
    "until": (_("Until"), _day),
    "reason": (_("Reason"), lambda _names, code: str(words.END_REASON.get(code, code))),
    "materials": (_("Case materials"), lambda _names, code: str(words.MATERIALS[code])),
    "what": (_("What changed"), lambda _names, code: str(words.CREDENTIAL[code])),
    "second": (_("Confirmed by"), _person),
    "background": (_("Comes from"), lambda _names, code: str(words.BACKGROUND[code])),
    "cools_off": (_("Cools off until before"), _day),
    "appointment": (_("Appointment"), _as_is),
    "name": (_("Name"), _as_is),
    "version": (_("Version"), _as_is),
    "rulebook": (_("Hash of the text"), _as_is),
    "label": (_("Period"), _as_is),
    "first": (_("From entry"), _as_is),
    "end": (_("To before entry"), _as_is),
    "day": (_("Day"), _day),
    "count": (_("Looks"), _as_is),
    "shares": (_("Shares"), _as_is),
    "threshold": (_("Shares that open the key together"), _as_is),
    "given": (_("Shares that were typed"), _as_is),
    "finding": (_("Oversight finding"), _as_is),
    "recommendation": (_("Recommendation"), _as_is),
    "sample": (_("Sample"), _as_is),
    "asked_by": (_("Asked for by"), _person),
    "note": (_("Entry of the note"), _as_is),
    "opened": (_("They opened the key"), lambda _names, opened: str(_("yes") if opened else _("no"))),
}
"""How each member of an office act's facts is read. Others say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One act of the office."""

    entry: int
    on: date
    title: str
    by: str
    facts: tuple[tuple[words.Words, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment as the page shows it."""

    ref: str
    role: words.Words
    since: date
    until: date | None
    by: str
    background: words.Words
    cools_off: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One member of staff with every appointment they hold or held."""

    ref: str
    name: str
    held: tuple[Held, ...]
    manager: str | None
    declared: str
    """When they last declared their affiliations, and whether it is time again."""
    has_address: bool
    """Whether the account has a work e-mail address."""


@require_safe
def people_page(request: Request) -> HttpResponse:
    """The people and the acts of the office."""
    known, today, affiliated = names(), request.office.today(), affiliations()
    everything = "all" in request.GET
    acts = Paginator(OfficeActs(everything=everything), PAGE).get_page(request.GET.get("page"))
    context = {
        "people": [_person_line(one, affiliated, known, today) for one in staff(today)],
        "appoints": appoints(request),
        "joiners": joiners(),
        "sets_up": Role.ADMINISTRATOR in request.signed_in.person.roles(today),
        "leavers": leavers(request),
        "ends": bool(request.signed_in.person.roles(today) & ENDS),
        "acts": [_line(recorded, known) for recorded in acts],
        "found": acts,
        "everything": everything,
    }
    return page(request, "people", context)


def _person_line(one: Staff, affiliated: Affiliations, known: Names, today: date) -> PersonLine:
    manager = affiliated.managers.get(one.ref)
    return PersonLine(
        one.ref,
        one.name,
        _held(one.appointments, known, today),
        known.get(manager, manager) if manager else None,
        standing(affiliated.declared.get(one.ref), today),
        one.has_address,
    )


def _held(appointments: Any, known: Names, today: date) -> tuple[Held, ...]:
    lines = [
        Held(
            one.ref,
            words.ROLE[one.role],
            one.since,
            one.until,
            _person(known, one.by),
            words.BACKGROUND[one.background] if one.background else _("Not asked"),
            one.cools_off,
            one.holds(today),
        )
        for one in appointments
    ]
    return tuple(sorted(lines, key=lambda line: (not line.in_force, line.since)))


def _line(recorded: Recorded, known: Names) -> OfficeLine:
    data = recorded.data
    facts = tuple((label, say(known, data[key])) for key, (label, say) in FACTS.items() if data.get(key) is not None)
    return OfficeLine(
        recorded.index, recorded.on, gettext(ACTS[recorded.act].words), _person(known, data["by"]), facts
    )
