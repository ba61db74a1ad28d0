"""The list of complaints: what waits for the reader first, then every complaint that they may see, as they ask for it."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.affiliations import reminder
from evenhand.doors.desk.findable import QUEUE as FINDABLE_QUEUE
from evenhand.doors.desk.findable import may_look
from evenhand.doors.desk.pages import page, sees_cases
from evenhand.doors.look.parts import Column, Link, chosen_sort
from evenhand.doors.look.selects import Select
from evenhand.doors.requests import Request
from evenhand.office.looking import note_look
from evenhand.office.party_search import tokens_of_search
from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.visibility import seeing_roles
from evenhand.records.load import affiliations, rulebook_in_force
from evenhand.records.queries.apart import outside_handlers, waiting_apart
from evenhand.records.queries.asked import ANY, OPEN, Asked, Token
from evenhand.records.queries.people import names
from evenhand.records.queries.queues import MOST_COUNTED, QUEUES, queues
from evenhand.records.queries.worklist import worklist

PAGE = 50
PARTY = "party"
"""In the address of a list of complaints with a party: a reference to whom was looked for, and never a name."""
ISO_DAY = "%Y-%m-%d"
LEFT = "left"
"""In the address of whoever did something by which they no longer see the complaint."""
QUEUE_WORDS = {
    "acknowledge": _("to acknowledge"),
    "assess": _("to assess"),
    "open-case": _("to open a case on"),
    "assign": _("to assign"),
    "name-officer": _("without an officer to ask"),
    "name-decider": _("without a decision maker"),
    "check-again": _("to pass on: somebody on it has a conflict of interest"),
    "tell": _("to tell or to close"),
    "start": _("to start"),
    "notice": _("to give notice"),
    "recommend": _("to recommend on"),
    "decide": _("to decide"),
    "review": _("held for review"),
    "tied": _("with somebody on it who declared a tie to a party"),
    "find": _("with a party whom nobody can find yet"),
    "answer": _("with a message to answer"),
}
"""What waits, after its number: "3 to acknowledge"."""

CASE_STAGES = [stage for stage in CaseStage if stage is not CaseStage.CLOSED]


def _day_input() -> forms.DateInput:
    """One line to type, as it stands in the address: a calendar to click through excludes people, and three boxes are too many."""
    return forms.DateInput({"class": "chars-10", "autocomplete": "off"}, format=ISO_DAY)


class Filters(forms.Form):
    """What the address asks for. Whatever it says that makes no sense is left out."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        widget=Select,
        choices=[
            ("", _("Not closed")),
            (ANY, _("Any")),
            (_("The complaint is"), words.choices(words.STAGE, ComplaintStage)),
            (_("A case is"), words.choices(words.STAGE, CASE_STAGES)),
        ],
    )
    category = forms.ChoiceField(label=_("Category"), required=False, widget=Select)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    held = forms.BooleanField(label=_("Held for review"), required=False)
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "chars-10", "autocomplete": "off"}),
    )
    handler = forms.ChoiceField(label=_("Handler"), required=False, widget=Select)
    since = forms.DateField(
        label=_("Received from (2026-03-27)"), required=False, widget=_day_input(), input_formats=[ISO_DAY]
    )
    until = forms.DateField(
        label=_("Received until (2026-03-27)"), required=False, widget=_day_input(), input_formats=[ISO_DAY]
    )
    queue = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(name, name) for name in QUEUES])

    def __init__(self, query: QueryDict, categories: dict[str, str], staff: Mapping[str, str]) -> None:
        super().__init__(query)
        self.categories = categories
        self._choose("category", categories.items())
        self._choose("handler", sorted(staff.items(), key=lambda one: one[1].casefold()))

    def _choose(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Any")), *pairs]

    @property
    def narrow(self) -> list[forms.BoundField]:
        """The questions that stand side by side, without "optional" at each."""
        return [self[name] for name in ("stage", "category", "number", "handler", "since", "until")]

    def asked(self, sort: str, party: Sequence[Token] | None) -> Asked:
        """What to look for. `party` are the tokens of a party, which no address holds."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            stage=said.get("stage") or OPEN,
            category=said.get("category", ""),
            mine=said.get("mine", False),
            late=said.get("late", False),
            held=said.get("held", False),
            number=said.get("number", ""),
            queue=said.get("queue", ""),
            handler=said.get("handler", ""),
            since=said.get("since"),
            until=said.get("until"),
            party=None if party is None else tuple(party),
            sort=sort,
        )


@require_safe
def worklist_page(request: Request) -> HttpResponse:
    """The list; for those who see no case, what their role does see."""
    if not sees_cases(request):
        return page(request, "no_cases", {})
    person, today = request.signed_in.person, request.office.today()
    columns = _columns()
    staff = names()
    filters = Filters(request.GET, dict(rulebook_in_force().categories), staff)
    party, over = _party(request)
    asked = filters.asked(chosen_sort(request.GET, columns, "due"), party)
    found = Paginator(worklist(person, today, asked), PAGE).get_page(request.GET.get("page"))
    note_look(request.office, person.ref, None, "list")
    context = {
        "filters": filters,
        "asked": asked,
        "columns": columns,
        "found": found,
        "lines": list(found),
        "complaints_at": reverse("desk:complaint", args=["-"]).removesuffix("-/"),
        "today": today,
        "queues": _queues(request, asked),
        "most_counted": MOST_COUNTED,
        "names": staff,
        "waiting_outside": _waiting_outside(request),
        "left": LEFT in request.GET,
        "may_look": may_look(request),
        "search_over": over,
        "waits_to_be_found": asked.queue == FINDABLE_QUEUE,
        "search_at": _search_address(request),
        "reminder": reminder(request, affiliations()),
        "narrowed": asked != Asked(sort=asked.sort),
    }
    return page(request, "worklist", context)


def _waiting_outside(request: Request) -> int:
    """For an overseer: how many complaints that are set apart wait while nobody is there to handle them. For others nothing."""
    today = request.office.today()
    oversees = Role.OVERSEER in seeing_roles(request.signed_in.person, today)
    return waiting_apart() if oversees and not outside_handlers(today) else 0


def _party(request: Request) -> tuple[Sequence[Token] | None, bool]:
    """The tokens of the party that the address refers to, None where it refers to none; and whether that search is over."""
    reference = request.GET.get(PARTY)
    if not reference:
        return None, False
    found = tokens_of_search(request.office, request.signed_in, reference)
    return found or (), found is None


def _search_address(request: Request) -> str:
    """Where a party is asked for, with the filters that are set."""
    kept = request.GET.copy()
    for name in ("page", PARTY):
        kept.pop(name, None)
    return f"{reverse('desk:search')}?{kept.urlencode()}" if kept else reverse("desk:search")


def _columns() -> list[Column]:
    return [
        Column(gettext("Number"), sort="number"),
        Column(gettext("Received"), sort="received"),
        Column(gettext("Category"), sort="category"),
        Column(gettext("Stage"), sort="stage"),
        Column(gettext("Cases")),
        Column(gettext("Named officer")),
        Column(gettext("Next due"), sort="due"),
        Column(gettext("Message waiting"), sort="message"),
    ]


def _queues(request: Request, asked: Asked) -> list[Link]:
    """What waits, each with the list of what was counted: closed complaints too, whose senders may still write."""
    counts = queues(request.signed_in.person, request.office.today())
    home = reverse("desk:worklist")
    return [
        Link(str(QUEUE_WORDS[name]), f"{home}?queue={name}&stage={ANY}", current=asked.queue == name, count=count)
        for name, count in counts.items()
    ]
