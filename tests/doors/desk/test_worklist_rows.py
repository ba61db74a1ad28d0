"""The rows of the list of complaints: what stands in each cell, and that nothing in it can become markup."""

from datetime import date, timedelta

from evenhand.doors.desk.templatetags.worklist import worklist_rows
from evenhand.records.queries.worklist import Line

TODAY = date(2026, 3, 3)
CATEGORIES, NAMES = {"har": "Bullying & worse"}, {"s-1": "Ann <Example>"}


def row(**told) -> str:
    usual = {
        "index": 7,
        "number": "EH-7",
        "received_on": TODAY,
        "category": "har",
        "stage": "accepted",
        "named_officer": "s-1",
        "next_due_on": None,
        "unanswered_since": None,
        "cases": (),
    }
    return worklist_rows([Line(**{**usual, **told})], "/desk/complaints/", CATEGORIES, NAMES, TODAY)


def test_a_row_leads_to_its_complaint_and_says_in_words_what_is_stored_in_codes():
    html = row()
    assert '<th scope="row"><a href="/desk/complaints/EH-7/">EH-7</a></th>' in html
    assert "<td>Bullying &amp; worse</td>\n<td>Accepted</td>" in html
    assert '<time datetime="2026-03-03">' in html
    assert html.count("<td>") == 7


def test_no_name_becomes_markup():
    assert "<td>Ann &lt;Example&gt;</td>" in row()


def test_where_there_is_nothing_stands_a_dash():
    assert row(named_officer=None).count("–") == 4, "case, officer, day and message"


def test_one_case_is_its_stage_and_several_have_their_numbers():
    assert "<td>Decided</td>" in row(cases=((1, "decided"),))
    several = row(cases=((1, "decided"), (2, "held")))
    assert '<span class="hint">1</span> Decided<br><span class="hint">2</span> ' in several
    assert '<strong class="tag attention">Held for review</strong></td>' in several


def test_what_was_due_before_today_is_late_and_what_is_due_today_is_not():
    assert '</time> <strong class="tag bad">late</strong></td>' in row(next_due_on=TODAY - timedelta(days=1))
    assert "late" not in row(next_due_on=TODAY)


def test_a_message_says_since_when_it_waits():
    assert '<td>since <time datetime="2026-03-03">' in row(unanswered_since=TODAY)
