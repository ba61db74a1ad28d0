"""Totals of closed periods for everybody: hidden what is small, nothing that gives it away, the same as the downloads."""

import csv
import html
import io
import json
import re
from datetime import date

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.publish import publish
from evenhand.clerk.statements import state_periods
from evenhand.figures.definitions import PUBLISHED
from evenhand.office import published
from evenhand.office.close_period import close_period
from evenhand.office.restored import log_restored
from evenhand.records.models import Entry, Period, Step
from tests.office.scenes import complain
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_months(register):
    """March and April 2026, closed and signed."""
    register.clock.moment = remembered("two months", lambda: play(register))
    register.sign()
    return register


@pytest.fixture
def stated(two_months):
    """The same months, and the clerk has proved what was counted in each."""
    assert remembered("stated", lambda: state(two_months)) == ["2026-03", "2026-04"]
    two_months.sign()
    return two_months


def state(register):
    return list(state_periods(register.office, register.integrator.files, register.vkey))


def play(register):
    """Let people complain in both, and close them; returns when that was."""
    team = register.team("ines", "tara", "mona")
    for month, numbers in ((3, {"har": 9, "fin": 8, "ele": 2}), (4, {"har": 7})):
        team.go_to(date(2026, month, 10))
        came = [
            team.receive(f"{category} {n} {month}", category=category)
            for category, many in numbers.items()
            for n in range(many)
        ]
        for index in came[:6]:
            team.decline(index)
    team.go_to(date(2026, 5, 1))
    do_what_is_due(register.office)
    return register.clock.moment


def test_a_period_that_lost_records_has_no_tables_and_the_page_says_so(two_months):
    lost = Period.objects.get(label="2026-04").first
    log_restored(two_months.office, range(lost, lost + 2), lost + 2, None)
    two_months.sign()
    said = two_months.text("figures/")
    assert "so they have no tables. All that was counted in them stands in their statements: 2026-04." in said
    assert '<h2 id="period-1">March 2026</h2>' in said
    assert "2026-04" not in two_months.text("figures/periods.csv")


def test_before_a_period_is_closed_the_page_says_when_there_will_be_numbers(register):
    assert "No period is closed yet" in register.text("figures/")


def test_the_newest_month_is_shown_and_another_can_be_chosen(two_months):
    newest, march = two_months.text("figures/"), two_months.text("figures/?period=2026-03")
    assert '<h2 id="period-1">April 2026</h2>' in newest
    assert '<option value="2026-04" selected>April 2026</option>' in newest
    assert '<h2 id="period-1">March 2026</h2>' in march
    assert '<option value="2026-03" selected>March 2026</option>' in march


@pytest.mark.parametrize("period", ["1999-01", "<script>", "2026-03%00", "%F0%9F%A6%86"])
def test_a_period_that_is_not_there_does_not_exist(two_months, period):
    assert two_months.get(f"figures/?period={period}").status_code == 404


def table(text, caption):
    """The rows of a table, by heading."""
    captioned = rf"<caption[^>]*>(?:<span>)?{re.escape(caption)}<.*?<tbody[^>]*>(.*?)</tbody>"
    (body,) = re.findall(captioned, text)
    return dict(re.findall(r"<th[^>]*>(.*?)</th> ?<td[^>]*>(.*?)</td>", body))


def test_a_month_shows_what_can_be_shown_and_hides_the_rest(two_months):
    text = html.unescape(two_months.text("figures/?period=2026-03"))
    assert table(text, "Received, by category") == {
        "Bullying or harassment": "9",
        "13 hidden ones together": "10",
        "Total": "19",
    }
    assert "Selection, election or voting irregularity" in text.split("Which are hidden")[1]
    withheld = text.split("Not shown, because")[1]
    assert "Closed, by outcome</li>" in withheld, (
        "six entries, six closed: everybody would know that nothing was reopened"
    )
    assert "6 in all" not in text
    assert "Computed, not proved" in text
    assert "No statement proves these numbers." in text


def test_each_chart_has_a_title_a_description_and_its_table_beside(two_months):
    text = two_months.text("figures/?period=2026-03")
    charts = re.findall(r"<figure>(<svg.*?</svg>)</figure>", text)
    assert len(charts) == 2
    for chart in charts:
        assert re.search(r'<title id="[^"]+">[^<]+</title> ?<desc id="[^"]+">[^<]+</desc>', chart)
        assert "style=" not in chart
        assert "<script" not in chart
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(set(ids)) == len(ids)


def test_months_are_listed_newest_first_with_what_may_be_said_of_each(two_months):
    rows = table(two_months.text("figures/"), "Received and closed, period by period")
    assert [re.sub("<[^>]+>", "", name) for name in rows] == ["April 2026", "March 2026"]


def test_without_statements_nothing_outstanding_and_no_running_total_stands_beside_the_hidden_numbers(two_months):
    """19 received and 6 closed, then 7 and 6: nothing may say 13, 14, 26 or 12."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>|Entr(y|ies) [0-9 to]+", " ", two_months.text("figures/?period=2026-03"))
    told = set(re.findall(r"(?<![\w.-])\d+(?![\w.-])", text.split("How to read")[0]))
    assert not told & {"14", "26", "12", "20"}


def test_what_is_proved_names_its_statement_and_leads_to_it(stated):
    text = html.unescape(stated.text("figures/?period=2026-03"))
    period = text.split("Since the beginning")[0]
    assert period.count("Proved by statement 0") == 2  # received, and received by category
    assert "Computed, not proved" not in period
    (address,) = re.findall(r'said by <a href="/register/([^"]+)">statement 0</a>', text)
    claim = json.loads(stated.get(address).content)["facts"]["data"]["claim"]
    assert (claim["sequence"], claim["totals"]["received"]) == (0, 19)


def test_what_is_outstanding_comes_from_the_statements_alone(stated):
    text = html.unescape(stated.text("figures/"))
    running = text.split("Since the beginning")[1].split("Period by period")[0]
    assert "Proved by statements 0 to 1" in running
    told = re.findall(r'<dd class="value">([^<]+)</dd>', running)
    assert told == ["14 to 38", "26", "0 to 12", "0"]  # twelve were closed, which both statements hide


@pytest.fixture
def restarted():
    """Lets what was counted of closed periods be counted anew, as after a restart."""
    yield published._published.cache_clear
    published._published.cache_clear()


def test_a_number_that_differs_from_what_is_proved_says_so(stated, restarted):
    """Whoever changes the database to change a figure changes no statement."""
    Step.objects.filter(code="received/har").first().delete()
    restarted()
    text = html.unescape(stated.text("figures/?period=2026-03"))
    assert "Contradicted by statement 0" in text
    rows = list(csv.DictReader(io.StringIO(stated.get("figures/periods.csv").content.decode())))
    assert {row["mark"] for row in rows if (row["period"], row["code"]) == ("2026-03", "har")} == {
        "contradicted by a statement"
    }


def test_every_table_has_its_definition_on_the_page(two_months):
    text = html.unescape(two_months.text("figures/"))
    for definition in PUBLISHED.values():
        assert definition.words in text


def test_the_edges_are_named_with_the_entry_that_logged_them(two_months):
    text = two_months.text("figures/?period=2026-03")
    period = Period.objects.get(label="2026-03")
    assert f"These are the entries {period.first} to {period.end - 1}." in text
    assert f'<a href="/register/entries/{period.entry}/">entry {period.entry}</a>' in text
    record = bytes(Entry.objects.get(index=period.entry).record).hex()
    opening = json.loads(two_months.get(f"record/{record}").content)
    data = opening["facts"]["data"]
    assert (data["label"], data["first"], data["end"]) == ("2026-03", period.first, period.end)


def test_the_downloads_are_the_files_that_publish_writes(two_months, tmp_path):
    publish(two_months.integrator.files, two_months.vkey, tmp_path / "public")
    for name, kind in (("periods.csv", "text/csv; charset=utf-8"), ("periods.json", "application/json")):
        answer = two_months.get(f"figures/{name}")
        assert answer["Content-Type"] == kind
        assert answer.content == (tmp_path / "public" / "figures" / name).read_bytes()


def test_the_downloads_say_no_more_than_the_page(two_months):
    rows = list(csv.DictReader(io.StringIO(two_months.get("figures/periods.csv").content.decode())))
    march = {
        row["code"]: row["number"]
        for row in rows
        if (row["period"], row["table"]) == ("2026-03", "received by category")
    }
    assert len(march) == 14
    assert {code: number for code, number in march.items() if number} == {"har": "9"}
    document = json.loads(two_months.get("figures/periods.json").content)
    for period in document["periods"]:
        for shown in period["tables"]:
            numbers = [cell["value"] for cell in shown["cells"] if cell["value"] is not None]
            assert all(number >= 5 for number in numbers)


def test_the_downloads_say_of_each_number_how_far_it_can_be_trusted(stated):
    rows = list(csv.DictReader(io.StringIO(stated.get("figures/periods.csv").content.decode())))
    totals = {
        (row["period"], row["statement"], row["total_mark"]) for row in rows if row["table"] == "received by category"
    }
    assert totals == {("2026-03", "0", "proved"), ("2026-04", "1", "proved")}
    assert all(bool(row["number"]) == bool(row["mark"]) for row in rows)
    document = json.loads(stated.get("figures/periods.json").content)
    assert [period["statement"]["sequence"] for period in document["periods"]] == [0, 1]
    assert {one["label"]: (one["low"], one["high"]) for one in document["running"]} == {
        "outstanding": (14, 38),
        "received": (26, 26),
        "closed": (0, 12),
        "oversight": (0, 0),
    }


def test_older_records_appear_apart_and_are_in_no_other_number(two_months):
    first = Entry.objects.count()
    for n in range(12):
        complain(two_months.office, f"stands for an old one {n}")
    Step.objects.filter(index__gte=first).delete()
    for n in range(12):
        Step.objects.create(
            index=first + n,
            place=0,
            on=date(2005, 5, 5),
            complaint=first + n,
            case=None,
            code="before/received/conduct",
        )
    close_period(two_months.office, "town 2005")
    two_months.sign()
    text = html.unescape(two_months.text("figures/"))
    assert '<h2 id="period-1">April 2026</h2>' in text
    assert '<optgroup label="Older records"><option value="town 2005">Older records: town 2005</option>' in text
    assert "Older records, taken over from elsewhere" in text
    old = html.unescape(two_months.text("figures/?period=town+2005"))
    assert table(old, "Received, by category") == {"conduct": "12", "Total": "12"}
    assert "Reopened" not in old.split("Period by period")[0]


def test_a_page_of_figures_asks_the_database_little_however_many_periods_there_are(
    stated, django_assert_max_num_queries
):
    stated.text("figures/")
    with django_assert_max_num_queries(4):
        stated.text("figures/")
