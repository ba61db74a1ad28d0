"""Fields, errors and dates: what a form page shows, and that nothing typed is lost."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.html import escape

from evenhand.doors.look.dates import DatePartsField
from tests.doors.look.gallery import PAGES
from tests.doors.look.markup import Markup
from tests.doors.look.samples import WhatHappened


def rendered(source, **context):
    return Template("{% load look %}" + source).render(Context(context))


class Day(forms.Form):
    on = DatePartsField(label="When?")


class MaybeDay(forms.Form):
    on = DatePartsField(label="When?", required=False)


def typed(day, month, year, form=Day):
    return form({"on_day": day, "on_month": month, "on_year": year})


@pytest.mark.parametrize("address", [f"/{name}/" for name in PAGES] + ["/portal/?refused"])
def test_every_label_description_and_link_inside_a_page_leads_to_exactly_one_element(visitor, address):
    page = Markup(visitor.get(address).content.decode())
    ids = [attrs["id"] for _name, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    wanted = {attrs["for"] for attrs in page.all("label")}
    wanted |= {attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#")}
    for _name, attrs in page.elements:
        wanted |= set(attrs.get("aria-describedby", "").split()) | set(attrs.get("aria-labelledby", "").split())
    assert wanted <= set(ids)


def test_every_problem_stands_in_the_summary_and_beside_its_field():
    form = WhatHappened({"email": "nonsense"})
    summary = Markup(rendered("{% error_summary form %}", form=form))
    problems = [message for messages in form.errors.values() for message in messages]
    assert summary.text("a") == problems
    for bound in form:
        beside = Markup(rendered("{% field bound %}", bound=bound)).text("p")
        assert beside == [f"Error: {message}" for message in bound.errors]


def test_a_form_without_errors_has_no_summary_and_the_title_says_error_only_when_there_is_one(visitor):
    assert rendered("{% error_summary form %}", form=WhatHappened()).strip() == ""
    [right] = Markup(visitor.get("/portal/").content.decode()).text("title")
    [wrong] = Markup(visitor.get("/portal/?refused").content.decode()).text("title")
    assert right == "Tell us what happened – The Harbour Guild"
    assert wrong == f"Error: {right}"


def test_a_problem_of_the_whole_form_is_said_without_a_link():
    form = WhatHappened({})
    form.add_error(None, "Answer at least one question.")
    summary = Markup(rendered("{% error_summary form %}", form=form))
    assert "Answer at least one question." in summary.text("li")
    assert "Answer at least one question." not in summary.text("a")


def test_what_a_person_typed_is_shown_again_and_never_becomes_markup(visitor):
    html = visitor.get("/portal/?refused").content.decode()
    assert escape('"><script>alert(1)</script>') in html
    assert "<script>alert" not in html
    day, month, year = (Markup(html).all("input", name=f"on_{part}")[0]["value"] for part in ("day", "month", "year"))
    assert (day, month, year) == ("31", "2", "2026")


def test_optional_questions_say_so_and_required_ones_do_not():
    form = WhatHappened()
    assert "(optional)" in rendered("{% field form.who %}", form=form)
    assert "(optional)" not in rendered("{% field form.words %}", form=form)


def test_choices_stand_in_a_named_group_and_each_may_have_a_hint():
    hints = {"officer": "Anybody who holds an office."}
    page = Markup(rendered("{% field form.about option_hints=hints %}", form=WhatHappened(), hints=hints))
    assert page.text("legend") == ["What is your complaint about?"]
    assert page.text("label")[1] == "Something an officer said or did Anybody who holds an office."
    assert len(page.all("input", type="radio")) == 3


def test_a_label_can_be_the_heading_of_its_page():
    page = Markup(
        rendered("{% field form.who heading=True %}{% field form.about heading=True %}", form=WhatHappened())
    )
    assert page.text("h1") == ["Who did it? (optional)", "What is your complaint about?"]


def test_a_field_that_is_wrong_is_marked_for_those_who_cannot_see_colour():
    page = Markup(rendered("{% field form.email %}", form=WhatHappened({"email": "nonsense"})))
    [control] = page.all("input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_email_error"


def test_hidden_fields_show_nothing_but_themselves():
    class Token(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    page = Markup(rendered("{% field form.token %}", form=Token()))
    assert [name for name, _attrs in page.elements] == ["input"]


@pytest.mark.parametrize(
    ("parts", "day"), [(("27", "3", "2026"), date(2026, 3, 27)), ((" 1 ", "01", "1999"), date(1999, 1, 1))]
)
def test_a_day_is_read_from_three_numbers(parts, day):
    form = typed(*parts)
    assert form.is_valid()
    assert form.cleaned_data["on"] == day


def test_a_day_is_read_in_the_digits_of_other_scripts():
    form = typed("٢٧", "٣", "٢٠٢٦")
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Enter the date as day, month and year, for example 27 3 2026."),
        ((" ", " ", " "), "Enter the date as day, month and year, for example 27 3 2026."),
        (("", "3", "2026"), "The date must include a day."),
        (("27", "", "2026"), "The date must include a month."),
        (("27", "3", ""), "The date must include a year."),
        (("27", "3", "26"), "Write the year with four digits, for example 2026."),
        (("31", "2", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
        (("0", "3", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
        (("27", "March", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
        (("27", "3", "0000"), "Enter a real date in numbers, for example 27 3 2026."),
        (("2_7", "3", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
        (("9" * 5000, "3", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
        (("²", "3", "2026"), "Enter a real date in numbers, for example 27 3 2026."),
    ],
)
def test_a_day_that_is_not_one_is_refused_with_what_is_wrong_with_it(parts, sentence):
    assert typed(*parts).errors == {"on": [sentence]}


def test_an_optional_day_may_be_empty_but_not_half():
    assert typed("", "", "", MaybeDay).is_valid()
    assert typed("27", "", "", MaybeDay).errors == {"on": ["The date must include a month."]}


def test_a_stored_day_is_shown_in_its_three_inputs():
    page = Markup(rendered("{% field form.on %}", form=Day(initial={"on": date(2026, 3, 27)})))
    assert [control["value"] for control in page.all("input")] == ["27", "3", "2026"]
    assert page.text("label") == ["Day", "Month", "Year"]
