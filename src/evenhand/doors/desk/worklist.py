"""The list of complaints: what waits for the reader first, then every complaint that they may see, as they ask for it."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.affiliations import reminder
from evenhand.doors.desk.pages import page, sees_cases
from evenhand.doors.look.parts import Column, Link, chosen_sort
from evenhand.doors.look.selects import Select
from evenhand.doors.requests import Request
from evenhand.office.looking import note_look
from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.records.load import affiliations, rulebook_in_force
from evenhand.records.queries.people import names
from evenhand.records.queries.worklist import ANY, MOST_COUNTED, OPEN, QUEUES, Asked, queues, worklist

PAGE = 50
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
    "answer": _("with a message to answer"),
}
"""What waits, after its number: "3 to acknowledge"."""

CASE_STAGES = [stage for stage in CaseStage if stage is not CaseStage.CLOSED]


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
    queue = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(name, name) for name in QUEUES])

    def __init__(self, query: QueryDict, categories: dict[str, str]) -> None:
        super().__init__(query)
        self.categories = categories
        category = self.fields["category"]
        if isinstance(category, forms.ChoiceField):
            category.choices = [("", _("Any")), *categories.items()]

    @property
    def narrow(self) -> list[forms.BoundField]:
        """The questions that stand side by side, without "optional" at each."""
        return [self["stage"], self["category"], self["number"]]

    def asked(self, sort: str) -> Asked:
        """What to look for."""
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
            sort=sort,
        )


@require_safe
def worklist_page(request: Request) -> HttpResponse:
    """The list; for those who see no case, what their role does see."""
    if not sees_cases(request):
        return page(request, "no_cases", {})
    person, today = request.signed_in.person, request.office.today()
    columns = _columns()
    filters = Filters(request.GET, dict(rulebook_in_force().categories))
    asked = filters.asked(chosen_sort(request.GET, columns, "due"))
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
        "names": names(),
        "left": LEFT in request.GET,
        "reminder": reminder(request, affiliations()),
        "narrowed": asked != Asked(sort=asked.sort),
    }
    return page(request, "worklist", context)


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
