"""Tables, sort links, pages and the other components: a list keeps its state in the address, and data stays data."""

from datetime import date

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html

from evenhand.doors.look.parts import Column, Event, Link, Row, Stat, Task, chosen_sort
from tests.doors.look.markup import Markup

COLUMNS = [Column("Number", sort="number"), "Stage", Column("Days", numeric=True, sort="days")]
TABLE = "{% data_table columns rows 'Cases' sorted_by='-days' empty='No cases yet.' %}"


def shown(source, address="/", **context):
    request = RequestFactory().get(address)
    return Template("{% load look %}" + source).render(Context({"request": request, **context}))


def links(html):
    return [attrs["href"] for attrs in Markup(html).all("a")]


def test_a_sort_link_keeps_the_filters_and_goes_back_to_the_first_page():
    html = shown(TABLE, "/?stage=reply&stage=panel&page=7", columns=COLUMNS, rows=[["7K", "Reply", 1]])
    assert links(html) == ["?stage=reply&stage=panel&sort=number", "?stage=reply&stage=panel&sort=days"]


def test_a_second_press_on_a_sort_link_turns_the_order_round():
    first = shown(TABLE, "/?sort=number", columns=COLUMNS, rows=[["7K", "Reply", 1]])
    assert links(first) == ["?sort=-number", "?sort=days"]
    assert [head.get("aria-sort") for head in Markup(first).all("th", scope="col")] == ["ascending", None, "none"]


def test_the_order_that_nobody_asked_for_is_marked_too():
    html = shown(TABLE, columns=COLUMNS, rows=[["7K", "Reply", 1]])
    assert [head.get("aria-sort") for head in Markup(html).all("th", scope="col")] == ["none", None, "descending"]


def test_a_heading_for_a_table_written_by_hand_is_the_same():
    html = shown("<table><tr>{% sort_header 'days' 'Days' numeric=True %}</tr></table>", "/?q=a%26b&page=2")
    assert links(html) == ["?q=a%26b&sort=days"]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("sort=number", "number"),
        ("sort=-days", "-days"),
        ("sort=password", "-days"),
        ("sort=--days", "-days"),
        ("", "-days"),
    ],
)
def test_only_an_order_that_a_column_offers_is_taken_from_the_address(asked, order):
    assert chosen_sort(QueryDict(asked), COLUMNS, "-days") == order


def test_cells_are_text_unless_they_were_made_as_markup():
    rows = [[format_html('<a href="/x/">{}</a>', "<b>"), "<script>", 1234567]]
    html = shown(TABLE, columns=COLUMNS, rows=rows)
    assert "<script>" not in html
    assert '<a href="/x/">&lt;b&gt;</a>' in html
    assert Markup(html).text("td") == ["<script>", "1,234,567"]


def test_a_row_that_does_not_fit_its_columns_is_an_error_and_not_a_shifted_table():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        shown(TABLE, columns=COLUMNS, rows=[["7K", "Reply"]])


def test_an_empty_table_says_what_to_do_in_its_place():
    assert Markup(shown(TABLE, columns=COLUMNS, rows=[])).text("p") == ["No cases yet."]


def test_a_table_keeps_its_meaning_when_its_rows_are_stacked():
    html = shown(
        "{% data_table columns rows 'Cases' stacked=True %}", columns=["Number", "Stage"], rows=[["7K", "Reply"]]
    )
    page = Markup(html)
    assert [page.all(name)[0]["role"] for name in ("table", "thead", "tr", "td")] == [
        "table",
        "rowgroup",
        "row",
        "cell",
    ]
    assert page.all("td")[0]["data-label"] == "Stage"


def test_a_table_stands_in_a_region_with_its_caption_as_name():
    [region] = Markup(shown(TABLE, columns=COLUMNS, rows=[["7K", "Reply", 1]])).all("div")
    assert (region["role"], region["aria-label"], region["tabindex"]) == ("region", "Cases", "0")


def test_pages_keep_the_rest_of_the_address():
    page = Paginator(range(1000), 10).get_page(50)
    html = shown("{% pagination page %}", "/?sort=-days&stage=reply&page=50", page=page)
    assert all(link.startswith("?sort=-days&stage=reply&page=") for link in links(html))
    assert Markup(html).text("p") == ["491 to 500 of 1,000"]
    assert [attrs["aria-label"] for attrs in Markup(html).all("a", **{"aria-current": "page"})] == ["Page 50"]
    assert links(html)[0].endswith("page=49")
    assert links(html)[-1].endswith("page=51")


def test_a_list_of_one_page_has_no_links_to_pages():
    assert shown("{% pagination page %}", page=Paginator(range(3), 10).get_page(1)).strip() == ""


def test_a_form_sent_with_get_can_carry_a_part_of_the_address():
    html = shown("{% keep_query 'sort' 'tab' %}", '/?sort="><b>&tab=a&tab=b&page=3')
    hidden = Markup(html).all("input", type="hidden")
    assert [(field["name"], field["value"]) for field in hidden] == [("sort", '"><b>'), ("tab", "a"), ("tab", "b")]


def test_a_summary_list_keeps_lines_and_says_what_a_change_link_changes():
    html = shown(
        "{% summary_list rows %}", rows=[Row("What happened", "One.\nTwo <b>.", "/change/"), Row("Number", 7)]
    )
    page = Markup(html)
    assert "One.<br>Two &lt;b&gt;." in html
    assert page.text("a") == ["Change What happened"]
    assert page.text("dt") == ["What happened", "Number"]


def test_a_task_that_cannot_be_started_is_no_link():
    tasks = [Task("Add evidence", "/add/", "2 files", "active"), Task("Reply", "", "Cannot start yet", "quiet")]
    page = Markup(shown("{% task_list tasks %}", tasks=tasks))
    assert page.text("a") == ["Add evidence"]
    assert page.text("strong") == ["2 files", "Cannot start yet"]


def test_a_timeline_shows_days_for_machines_and_words_as_they_are():
    events = [
        Event(date(2026, 4, 2), "Registered"),
        Event("By 3 May", "Reply", "Yours.", "now"),
        Event("Later", "Decision", "", "next"),
    ]
    page = Markup(shown("{% timeline events %}", events=events))
    assert [found["datetime"] for found in page.all("time")] == ["2026-04-02"]
    assert [attrs["class"] for attrs in page.all("li")] == ["done", "now", "next"]
    assert page.text("p")[1] == "By 3 May Now"
    assert page.text("p")[-1] == "Later (to come)"


def test_headline_numbers_show_hidden_small_ones_as_they_are_given():
    numbers = [Stat("Received", 12840, mark="Proved", tone="good"), Stat("Appeals", "under 5")]
    assert Markup(shown("{% stats numbers %}", numbers=numbers)).text("dd") == ["12,840", "Proved", "under 5"]


def test_navigation_marks_where_we_are_and_counts_what_waits():
    html = shown(
        "{% nav_links links 'Desk' %}", links=[Link("Work", "/w/", current=True, count=0), Link("Cases", "/c/")]
    )
    page = Markup(html)
    assert [attrs["href"] for attrs in page.all("a", **{"aria-current": "page"})] == ["/w/"]
    assert page.text("a") == ["Work 0", "Cases"]
    assert page.all("nav")[0]["aria-label"] == "Desk"


def test_blocks_wrap_what_stands_between_their_tags():
    html = shown(
        "{% details 'Who?' %}<p>{{ who }}</p>{% enddetails %}{% notice 'Late' 'bad' %}<p>x</p>{% endnotice %}"
        "{% warning %}Mind.{% endwarning %}{% inset %}Clause.{% endinset %}{% panel 'Done' %}<p>y</p>{% endpanel %}",
        who="<us>",
    )
    page = Markup(html)
    assert "<p>&lt;us&gt;</p>" in html
    assert page.text("summary") == ["Who?"]
    assert page.text("h1") == ["Done"]
    assert page.all("div", **{"class": "notice bad"})


def test_a_title_given_to_a_component_is_text():
    html = shown("{% notice bad bad %}x{% endnotice %}{% tag bad bad %}", bad='"><script>')
    assert "<script>" not in html


def test_progress_is_said_in_words():
    assert Markup(shown("{% progress 2 5 %}")).text("p") == ["Step 2 of 5"]
