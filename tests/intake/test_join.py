"""Two tables become complaints with their cases; gaps are flags, and only what cannot be read is rejected."""

import sys
from datetime import date

import pytest

from evenhand.intake.errors import MapError
from evenhand.intake.join import read_tables
from evenhand.intake.map_file import load_map
from evenhand.process.codes import Direction, Finding
from evenhand.process.imported import Flag
from tests.intake.tables import CASES, COMPLAINTS, MAP, club, read_club, text_cell, write_csv, write_map, write_xlsx

ONE = ("7", "2020-01-05", "2020-03-01", "Money", "He said, she said")


def reasons(reading):
    return [(reject.file, reject.row, reject.column, reject.reason) for reject in reading.rejects]


def test_a_complaint_gets_a_case_for_each_respondent(tmp_path):
    reading = read_club(
        tmp_path,
        [ONE],
        [
            ("7", "ann", "4.1", "YES", "YES", "expelled", "Warned"),
            ("7", "bob", "4.2", "NO", "NO", "none", "none"),
            ("7", "ann", "4.2", "NO", "YES", "none", "barred"),
        ],
    )
    [complaint] = reading.complaints
    assert (complaint.source_id, complaint.received, complaint.category) == ("7", date(2020, 1, 5), "money")
    ann, bob = complaint.cases
    assert (ann.respondent_key, bob.respondent_key) == ("ann", "bob")
    assert [allegation.clause for allegation in ann.allegations] == ["4-1", "4-2"]
    assert (ann.recommended_rung, ann.final_rung) == (21, 20), "the case has the highest rung of its rows"
    assert (ann.direction, ann.distance) == (Direction.DOWN, 1)
    assert (bob.direction, bob.distance) == (None, 0)
    assert ann.allegations[1].recommended == "no"
    assert ann.allegations[1].finding_as is Finding.PROVED
    assert (ann.ended, ann.closed) == (date(2020, 3, 1), date(2020, 3, 1))
    assert reading.rejects == []
    assert reading.rows == {"complaints.csv": 1, "cases.csv": 3}


def test_the_rows_as_they_stood_are_content_and_blanks_are_not(tmp_path):
    reading = read_club(tmp_path, [ONE], [("7", " ann ", "4.1", "", "YES", "", "**Warned")])
    [complaint] = reading.complaints
    assert complaint.content["cells"]["text"] == "He said, she said"
    [row] = complaint.cases[0].content["rows"]
    assert row == {"row": 2, "cells": {"who": " ann ", "rule": "4.1", "no": "7", "found": "YES", "given": "**Warned"}}


def test_nothing_of_a_person_is_in_the_representation(tmp_path):
    reading = read_club(tmp_path, [ONE], [("7", "ann", "4.1", "", "YES", "", "none")])
    assert "ann" not in repr(reading.complaints)
    assert "she said" not in repr(reading.complaints)


def test_the_order_of_the_files_does_not_matter(tmp_path):
    table = club(tmp_path)
    complaints = write_csv(tmp_path / "x.csv", COMPLAINTS, [ONE])
    cases = write_csv(tmp_path / "y.csv", CASES, [("7", "ann", "4.1", "", "YES", "", "none")])
    assert read_tables(table, [complaints, cases]).complaints == read_tables(table, [cases, complaints]).complaints


def test_a_file_that_does_not_fit_is_refused_with_the_columns_it_lacks_and_has(tmp_path):
    table = club(tmp_path)
    complaints = write_csv(tmp_path / "complaints.csv", ("no", "came", "closed", "about", "text", "extra"), [])
    cases = write_csv(tmp_path / "cases.csv", CASES[:-1], [])
    with pytest.raises(MapError) as refused:
        read_tables(table, [cases, complaints])
    assert "cases.csv has no column 'given'" in str(refused.value)
    assert "complaints.csv has a column 'extra' of which the map club says nothing" in str(refused.value)
    with pytest.raises(MapError, match="two files, the complaints and the cases, and 1 were given"):
        read_tables(table, [complaints])


def test_a_complaint_without_a_date_of_receipt_is_rejected_and_its_cases_say_why(tmp_path):
    reading = read_club(
        tmp_path,
        [("7", "", "", "Money", ""), ("8", "2020-02-30", "", "Money", ""), ("9", "2021-01-01", "", "Hats", "")],
        [("7", "ann", "4.1", "", "YES", "", "none"), ("10", "bob", "4.1", "", "YES", "", "none")],
    )
    assert reading.complaints == []
    assert [(file, row, column) for file, row, column, _ in reasons(reading)] == [
        ("complaints.csv", 2, "came"),
        ("complaints.csv", 3, "came"),
        ("complaints.csv", 4, "came"),
        ("complaints.csv", 4, "about"),
        ("cases.csv", 2, "no"),
        ("cases.csv", 3, "no"),
    ]
    assert reading.rejected == 5
    why = [reason for *_, reason in reasons(reading)]
    assert "blank" in why[0]
    assert "no such day" in why[1]
    assert "after the day of the table itself, 2020-12-31" in why[2]
    assert "was rejected" in why[4]
    assert "is not in the complaints table" in why[5]


def test_a_number_that_stands_twice_or_is_blank_is_rejected(tmp_path):
    reading = read_club(tmp_path, [ONE, ("7", *ONE[1:]), ("", *ONE[1:])])
    assert len(reading.complaints) == 1
    assert "Row 2 has this number already" in reading.rejects[0].reason
    assert "number is blank" in reading.rejects[1].reason


def test_an_unknown_code_rejects_its_row_and_flags_its_complaint(tmp_path):
    reading = read_club(
        tmp_path,
        [ONE],
        [("7", "ann", "4.1", "", "MAYBE", "", "flogged"), ("7", "bob", "9.9", "", "NO", "", "none")],
    )
    assert [(reject.row, reject.column, reject.value) for reject in reading.rejects] == [
        (2, "found", "MAYBE"),
        (2, "given", "flogged"),
    ]
    [complaint] = reading.complaints
    assert complaint.flags == (Flag.CASE_ROWS_REJECTED,)
    [bob] = complaint.cases
    assert bob.allegations[0].clause == "other"
    assert bob.allegations[0].flags == (Flag.UNKNOWN_CODE,)


def test_a_closing_date_before_the_receipt_is_flagged_and_kept(tmp_path):
    reading = read_club(tmp_path, [("7", "2020-01-05", "2019-12-01", "Money", "")])
    [complaint] = reading.complaints
    assert complaint.closed == date(2019, 12, 1)
    assert Flag.CLOSED_BEFORE_RECEIVED in complaint.flags


@pytest.mark.parametrize(
    ("closed", "flag"), [("soon", Flag.DATE_UNREADABLE), ("9999-12-31", Flag.CLOSED_AFTER_SNAPSHOT), ("", None)]
)
def test_a_closing_date_that_says_nothing_leaves_the_complaint_open(tmp_path, closed, flag):
    reading = read_club(tmp_path, [("7", "2020-01-05", closed, "Money", "")], [("7", "a", "4.1", "", "", "", "")])
    [complaint] = reading.complaints
    assert complaint.cases[0].ended is None
    assert complaint.flags == ((flag,) if flag else ())


def test_oddities_of_a_row_are_flags(tmp_path):
    rows = [
        ("7", "a", "4.1", "", "", "", ""),
        ("7", "b", "4.1", "", "YES", "", "none"),
        ("7", "c", "4.1", "", "NO", "", "barred"),
        ("7", "d", "4.1", "", "#VALUE!", "365", "365"),
        ("7", "e", "4.1", "", "NO", "", "none"),
        ("7", "e", "4.1", "", "NO", "", "none"),
        ("7", "?", "4.1", "", "NO", "", "left"),
    ]
    [complaint] = read_club(tmp_path, [ONE], rows).complaints
    flags = [[allegation.flags for allegation in case.allegations] for case in complaint.cases]
    assert flags == [
        [(Flag.BLANK_FINDING,)],
        [(Flag.PROVED_WITHOUT_PENALTY,)],
        [(Flag.PENALTY_WITHOUT_PROOF,)],
        [(Flag.BARE_NUMBER_OUTCOME, Flag.BARE_NUMBER_RECOMMENDED, Flag.SPREADSHEET_ERROR)],
        [(), (Flag.DUPLICATE_ROW,)],
        [()],
    ]
    assert complaint.cases[-1].respondent_key is None
    assert complaint.cases[-1].flags == (Flag.RESPONDENT_NOT_IDENTIFIED,)


def test_a_finding_in_an_open_complaint_is_flagged(tmp_path):
    rows = [("7", "a", "4.1", "", "YES", "", "warned")]
    [complaint] = read_club(tmp_path, [("7", "2020-01-05", "", "Money", "")], rows).complaints
    assert complaint.cases[0].allegations[0].flags == (Flag.FINDING_WITHOUT_CLOSING_DATE,)


def test_without_closing_dates_a_pending_finding_keeps_a_case_open_and_the_rest_are_over_by_the_tables_day(tmp_path):
    table = load_map(
        write_map(
            tmp_path,
            MAP,
            ('closed = "closed"', 'left_out = ["closed"]'),
            ('name = "club"', 'name = "club"\n    closing_dates = "not-known"'),
        )
    )
    complaints = write_csv(tmp_path / "c.csv", COMPLAINTS, [ONE, ("8", *ONE[1:])])
    rows = [
        ("7", "a", "4.1", "", "YES", "", ""),
        ("7", "b", "4.1", "", "WAIT", "", ""),
        ("7", "c", "4.1", "", "", "", ""),
    ]
    [complaint, lonely] = read_tables(table, [complaints, write_csv(tmp_path / "d.csv", CASES, rows)]).complaints
    over, pending, blank = complaint.cases
    assert (over.ended, over.closed, over.flags) == (date(2020, 12, 31), None, (Flag.CLOSING_DATE_NOT_KNOWN,))
    assert pending.ended is None
    assert blank.ended is None
    assert (lonely.ended, lonely.flags) == (None, (Flag.NO_CASE_ROWS,))


SINGLE = (
    MAP.replace('id = "no"\n    respondent', "respondent")
    .replace('sealed = ["text"]', "")
    .replace("2020-12-31", "2021-12-31")
)


def test_a_single_file_is_both_tables(tmp_path):
    head = ("no", "came", "closed", "about", *CASES[1:])
    rows = [
        ("7", "2020-01-05", "", "Money", "ann", "4.1", "", "", "", ""),
        ("7", "2020-01-05", "", "Money", "bob", "4.1", "", "", "", ""),
        ("8", "2020-01-06", "", "Money", "ann", "4.1", "", "", "", ""),
        ("8", "2020-01-07", "", "Money", "bob", "4.1", "", "", "", ""),
    ]
    reading = read_tables(load_map(write_map(tmp_path, SINGLE)), [write_csv(tmp_path / "t.csv", head, rows)])
    same, differing = reading.complaints
    assert [len(one.cases) for one in reading.complaints] == [2, 2]
    assert (same.flags, differing.flags) == ((), (Flag.ROWS_DISAGREE,))


def test_a_workbook_with_real_dates_is_read_as_the_same_complaint(tmp_path):
    names = ("no", "came", "closed", "about", *CASES[1:])
    heads = "".join(text_cell(f"{chr(65 + place)}1", name) for place, name in enumerate(names))
    row = "".join(
        text_cell(f"{chr(65 + place)}2", words)
        for place, words in enumerate(("7", "2020-01-05", "", "Money", "ann", "4.1", "", "YES", "", "none"))
    )
    path = write_xlsx(tmp_path / "t.xlsx", f'<row r="1">{heads}</row><row r="2">{row}</row>')
    [complaint] = read_tables(load_map(write_map(tmp_path, SINGLE)), [path]).complaints
    assert complaint.received == date(2020, 1, 5)


def test_values_of_another_form_than_expected_are_counted_by_column(tmp_path):
    change = ('sealed = ["text"]', 'sealed = ["text"]\n    expect = { text = "[A-Z].*" }')
    reading = read_club(tmp_path, [ONE, ("8", *ONE[1:4], "lower")], [], change)
    assert reading.unexpected == {"text": 1}
    assert reading.complaints[1].flags == (Flag.NO_CASE_ROWS, Flag.UNEXPECTED_FORM)


def test_progress_is_told(tmp_path):
    told = []
    table = club(tmp_path)
    paths = [
        write_csv(tmp_path / "a.csv", COMPLAINTS, [(str(n), *ONE[1:]) for n in range(12_000)]),
        write_csv(tmp_path / "b.csv", CASES, []),
    ]
    read_tables(table, paths, lambda name, rows: told.append((name, rows)))
    assert told == [("a.csv", 5_000), ("a.csv", 10_000), ("a.csv", 12_000), ("b.csv", 0)]


def test_equal_texts_are_held_once(tmp_path):
    reading = read_club(tmp_path, [(str(n), "2020-01-05", "", "Money", "the very same words") for n in range(50)])
    held = {id(complaint.content["cells"]["text"]) for complaint in reading.complaints}
    assert len(held) == 1, sys.version
