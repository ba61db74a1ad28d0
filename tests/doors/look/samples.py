"""What the pages of the gallery show: an invented organisation with invented cases."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.html import format_html

from evenhand.doors.look.dates import DatePartsField
from evenhand.doors.look.parts import Column, Event, Link, Row, Stat, Task, chosen_sort
from evenhand.doors.look.templatetags.look import tag

Context = dict[str, Any]
ABOUT = [
    ("conduct", "Something a member said or did"),
    ("officer", "Something an officer said or did"),
    ("other", "Something else"),
]


class WhatHappened(forms.Form):
    """One control of every kind."""

    about = forms.ChoiceField(
        label="What is your complaint about?",
        choices=ABOUT,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what your complaint is about."},
    )
    where = forms.MultipleChoiceField(
        label="Where did it happen?",
        choices=[("meeting", "At a meeting"), ("online", "Online"), ("elsewhere", "Elsewhere")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that apply.",
        error_messages={"required": "Choose at least one place."},
    )
    on = DatePartsField(
        label="When did it happen?", help_text="For example 27 3 2026. If you are not sure, give the nearest day."
    )
    who = forms.CharField(label="Who did it?", help_text="A name, or how we could recognise them.", required=False)
    branch = forms.ChoiceField(
        label="Which branch?",
        choices=[("", "Choose a branch"), ("n", "North quay"), ("s", "South quay")],
        error_messages={"required": "Choose your branch."},
    )
    words = forms.CharField(
        label="What happened, in your own words?",
        help_text="You can write in any language. Do not worry about form: say what you saw or heard.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what happened. A few words are enough to begin with."},
    )
    files = forms.FileField(
        label="Add a file",
        help_text="A screenshot, a letter, a recording: up to 100 MB.",
        required=False,
        widget=forms.FileInput,
    )
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        error_messages={"invalid": "Write an address such as name@example.org, or leave this empty."},
    )
    understood = forms.BooleanField(
        label="I have written down my phrase",
        error_messages={"required": "Write down your phrase first, then tick the box."},
    )


class Where(forms.Form):
    """One question on a page."""

    about = WhatHappened.base_fields["about"]


class Filters(forms.Form):
    """The filters of the desk's list."""

    stage = forms.ChoiceField(
        required=True, label="Stage", choices=[("", "All stages"), ("reply", "Waiting for reply"), ("panel", "Panel")]
    )
    category = forms.ChoiceField(label="Category", choices=[("", "All categories"), ("online", "Online conduct")])
    number = forms.CharField(label="Number")


HASH = format_html('<span class="hash">{}</span>', "9f86d081884c7d659a2feaa0c55ad015" * 2)
OPTION_HINTS = {
    "officer": "Anybody who holds an office in the guild, paid or not.",
    "other": "You can say what on the next page.",
}
DESK_NAV = [
    Link("Work", "/desk/", current=True, count=12),
    Link("Cases", "/desk/?all=1"),
    Link("Contacts", "/desk/?contacts=1", count=3),
    Link("Calendar", "/desk/?calendar=1"),
    Link("Register", "/desk/?register=1"),
]
CASE_TABS = [
    Link("Overview", "/case/", current=True),
    Link("Allegations", "/case/?tab=allegations", count=2),
    Link("Evidence", "/case/?tab=evidence", count=14),
    Link("Messages", "/case/?tab=messages"),
    Link("People", "/case/?tab=people"),
    Link("Log", "/case/?tab=log"),
]
ANSWERS = [
    Row("What it is about", "Something an officer said or did", "/question/"),
    Row("Where it happened", "At a meeting", "/question/?where"),
    Row("When it happened", date(2026, 3, 27).strftime("%-d %B %Y"), "/question/?when"),
    Row(
        "What happened",
        "The chair closed the vote while members were still queueing.\n\nI asked twice for it to be opened again.",
        "/question/?what",
    ),
    Row("Files", "minutes-of-the-meeting-with-a-rather-long-file-name-2026-03-27.pdf", "/question/?files"),
]
PUBLIC_NAV = [
    Link("Figures", "/public/", current=True),
    Link("The register", "/about/"),
    Link("How complaints work", "/public/?how"),
    Link("Check a receipt", "/public/?check"),
]
FIGURES = [
    "Category",
    Column("Received", numeric=True, sort="received"),
    Column("Closed", numeric=True, sort="closed"),
    Column("Upheld", numeric=True),
    Column("Not upheld", numeric=True),
    Column("Share upheld", numeric=True),
]
EVENTS = [
    Event(date(2026, 4, 2), "Complaint registered", "Number 7KQ4-M. You have the receipt."),
    Event(date(2026, 4, 7), "Assessed", "It will be looked into as two allegations against one respondent."),
    Event(date(2026, 4, 9), "Respondent told", "They have 14 days to reply.", "now"),
    Event(
        "By 12 May 2026",
        "Decision",
        "You will be told the outcome and the reasons on the same day as the respondent.",
        "next",
    ),
    Event("Within 21 days of the decision", "Appeal", "To people who have not touched the case.", "next"),
]


def portal(request: HttpRequest) -> Context:
    """Every control, empty, or refused when the address says so."""
    refused = {
        "on_day": "31",
        "on_month": "2",
        "on_year": "2026",
        "email": "not an address",
        "who": '"><script>alert(1)</script>',
    }
    form = WhatHappened(refused) if "refused" in request.GET else WhatHappened()
    if request.method == "POST":
        form = WhatHappened(request.POST)
    return {"form": form, "option_hints": OPTION_HINTS, "links": [Link("Your complaint", "/portal/")]}


def question(request: HttpRequest) -> Context:
    """One thing per page."""
    form = Where(request.POST) if request.method == "POST" else Where()
    return {"form": form, "option_hints": OPTION_HINTS}


def answers(_request: HttpRequest) -> Context:
    """Check your answers."""
    return {"rows": ANSWERS}


def receipt(_request: HttpRequest) -> Context:
    """The end of a submission, and what is left to do."""
    return {
        "tasks": [
            Task("Keep your receipt", "/receipt/?receipt", "Done", "good"),
            Task(
                "Add evidence",
                "/receipt/?evidence",
                "2 files",
                "active",
                "Until 16 April. You can come back with your phrase.",
            ),
            Task("Say how we may reach you", "/receipt/?reach", "Not started"),
            Task("Answer the handler’s questions", "", "Cannot start yet", "quiet"),
        ]
    }


def portal_timeline(_request: HttpRequest) -> Context:
    """What happened, what comes next."""
    return {
        "events": EVENTS,
        "columns": ["File", "Added", Column("Size", numeric=True)],
        "rows": [["photo-of-the-hall.jpg", "2 April 2026", "1.2 MB"], ["minutes.pdf", "7 April 2026", "84 kB"]],
    }


def desk(request: HttpRequest) -> Context:
    """A dense list with filters, sorting and pages."""
    columns = [
        Column("Number", sort="number"),
        Column("Stage"),
        Column("Category"),
        Column("Received", sort="received"),
        Column("Handler"),
        Column("Next step"),
        Column("Days open", numeric=True, sort="days"),
    ]
    stages = [
        ("Waiting for reply", "plain"),
        ("Assessment", "active"),
        ("Panel", "active"),
        ("Overdue", "bad"),
        ("On hold", "attention"),
        ("Closed", "good"),
    ]
    categories = [
        "Online conduct",
        "Conduct at a meeting",
        "Misuse of funds",
        "Discrimination",
        "Breach of confidence",
    ]
    cases = [
        [
            format_html('<a href="/case/?n={}">7K{}-M</a>', n, n + 100),
            tag(*stages[n % 6]),
            categories[n % 5],
            f"{n % 27 + 1} April 2026",
            f"Handler {n % 4 + 1}",
            ["Reply due 16 April", "Assess by 9 April", "Draw the panel", "Send the outcome"][n % 4],
            n * 37 % 1200,
        ]
        for n in range(1, 400)
    ]
    page = Paginator(cases, 20).get_page(request.GET.get("page"))
    return {
        "nav": DESK_NAV,
        "columns": columns,
        "page": page,
        "filters": Filters(),
        "order": chosen_sort(request.GET, columns, "-days"),
        "messages": [Message(constants.SUCCESS, "The extension is recorded as entry 4,312.")],
    }


def case(_request: HttpRequest) -> Context:
    """The page of one case."""
    return {
        "nav": [Link(link.label, link.url, link.label == "Cases", link.count) for link in DESK_NAV],
        "crumbs": [Link("Cases", "/desk/"), Link("Complaint 7KQ4-M", "/desk/?complaint")],
        "tabs": CASE_TABS,
        "facts": [
            Row("Received", "2 April 2026"),
            Row("Channel", "Portal"),
            Row("Rulebook", "2026.2"),
            Row("Handler", "Handler 3"),
            Row("Track", "Full"),
            Row("Interim measure", "None"),
            Row("Reply due", "16 April 2026"),
            Row("Decide by", "12 May 2026"),
        ],
        "columns": ["Allegation", "Clause", "Recommended", "Decided", Column("Evidence", numeric=True)],
        "allegations": [
            ["Closed a vote early", "4.2 (b)", tag("Proven", "plain"), tag("Not yet", "quiet"), 9],
            ["Ignored a point of order", "4.7", tag("Not proven", "plain"), tag("Not yet", "quiet"), 5],
        ],
        "events": EVENTS,
        "log": [[4312 - n, "2 April 2026", "event", HASH] for n in range(4)],
        "log_columns": [Column("Entry", numeric=False), "Recorded", "Kind", "Record hash"],
    }


def public(_request: HttpRequest) -> Context:
    """Published figures."""
    return {
        "nav": PUBLIC_NAV,
        "numbers": [
            Stat("Received", 1284, "complaints since 1 January 2024", "Proved", "good"),
            Stat("Closed", 1103, "complaints, by their last case", "Proved", "good"),
            Stat("Outstanding", 181, "received and not closed", "Proved", "good"),
            Stat("Median time", "74 days", "from received to closed", "Computed, not proved", "plain"),
        ],
        "columns": FIGURES,
        "rows": [
            ["Online conduct", 512, 470, 201, 269, "43 %"],
            ["Conduct at a meeting", 391, 340, 122, 218, "36 %"],
            ["Discrimination", 240, 188, 96, 92, "51 %"],
            ["Misuse of funds", 141, 105, 38, 67, "36 %"],
            ["Breach of confidence", "under 5", "under 5", "–", "–", "–"],
        ],
    }
