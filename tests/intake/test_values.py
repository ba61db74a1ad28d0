"""Cells become values by the map's rules alone; what is ambiguous or unknown is said, never guessed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from evenhand.intake.values import CodeList, Dates, Unknown, Unreadable, is_spreadsheet_error, slug

LONDON = ZoneInfo("Europe/London")


def test_a_date_is_read_by_the_form_the_map_gives_and_by_no_other():
    dates = Dates(("%d/%m/%Y",), LONDON)
    assert dates.read("31/12/2019") == date(2019, 12, 31)
    assert dates.read("  ") is None
    for words in ("2019-12-31", "31/04/2019", "29/02/2019", "44927", "0000-00-00", "-1", "1 Feb 24"):
        with pytest.raises(Unreadable, match="not a date in the form"):
            dates.read(words)


def test_a_date_that_two_forms_read_differently_is_not_read():
    dates = Dates(("%d/%m/%Y", "%m/%d/%Y"), LONDON)
    assert dates.read("13/12/2024") == date(2024, 12, 13)
    assert dates.read("02/02/2024") == date(2024, 2, 2)
    with pytest.raises(Unreadable, match="can be read as 2024-01-02 or as 2024-02-01"):
        dates.read("01/02/2024")


def test_a_date_of_a_spreadsheet_needs_no_form_and_its_time_is_dropped():
    dates = Dates(("%Y",), LONDON)
    assert dates.read(date(2020, 1, 2)) == date(2020, 1, 2)
    assert dates.read(datetime(2020, 1, 2, 23, 30)) == date(2020, 1, 2)  # noqa: DTZ001


def test_a_moment_with_a_zone_is_a_day_of_the_maps_zone():
    dates = Dates(("%Y-%m-%dT%H:%M:%S%z",), LONDON)
    assert dates.read("2020-06-30T23:30:00Z") == date(2020, 7, 1)
    assert dates.read(datetime(2020, 6, 30, 23, 30, tzinfo=UTC)) == date(2020, 7, 1)


def test_a_day_before_1900_is_a_slip():
    with pytest.raises(Unreadable, match="before 1900"):
        Dates(("%Y-%m-%d",), LONDON).read("0219-01-01")


def test_a_text_outside_the_list_is_a_reject_or_other_as_the_map_says():
    strict = CodeList({"a": "a"}, ("trim", "lower"), Unknown.REJECT, "other")
    lenient = CodeList({"a": "a"}, ("trim",), Unknown.OTHER, "other")
    assert strict.read(" A ") == ("a", True)
    assert strict.read("  ") is None
    with pytest.raises(Unreadable, match="not in the map's list"):
        strict.read("b")
    assert lenient.read("b") == ("other", False)


def test_spreadsheet_errors_are_known_and_text_na_is_not_one():
    assert is_spreadsheet_error(" #VALUE! ")
    assert is_spreadsheet_error("#N/A")
    assert not is_spreadsheet_error("NA")
    assert not is_spreadsheet_error(date(2020, 1, 1))


def test_a_text_becomes_a_code():
    assert slug("Referred to Other Agency/C.A.P. Investigation") == "referred-to-other-agency-c-a-p-investigation"
    assert slug("**PENALTY  NOT SERVED") == "penalty-not-served"
    assert slug("é") == ""
