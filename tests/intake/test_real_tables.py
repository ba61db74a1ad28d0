"""The real tables beside the checkout give the figures that were worked out elsewhere (their ANSWERS.md)."""

import csv
from collections import Counter
from datetime import date
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

import pytest

from evenhand.intake.join import Reading, read_tables
from evenhand.intake.map_file import load_map
from evenhand.process.imported import Flag, ImportedAllegation, ImportedCase, in_order
from tests.intake.tables import MAPS, need, write_csv

CHICAGO = ("accused.csv", "complaints.csv")


def sections(path: Path) -> dict[str, list[list[str]]]:
    """The tables of an ANSWERS.md by the beginning of their section's title, without their two heading rows."""
    found = {}
    for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
        table = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"
        ]
        found[part.splitlines()[0].split(" (")[0]] = table[2:]
    return found


@cache
def whole(name: str, folder: str, *files: str) -> Reading:
    return read_tables(load_map(MAPS / f"{name}.toml"), [need(folder) / file for file in files])


def cases(reading: Reading) -> list[ImportedCase]:
    return [case for complaint in reading.complaints for case in complaint.cases]


def allegations(reading: Reading) -> list[ImportedAllegation]:
    return [allegation for case in cases(reading) for allegation in case.allegations]


def flags(reading: Reading) -> Counter[Flag]:
    counted = Counter(flag for complaint in reading.complaints for flag in complaint.flags)
    counted.update(flag for case in cases(reading) for flag in case.flags)
    counted.update(flag for allegation in allegations(reading) for flag in allegation.flags)
    return counted


def counted(table: list[list[str]]) -> dict[str, int]:
    return {"" if name == "(blank)" else name: int(count) for name, count in table}


def test_a_slice_of_the_chicago_tables_is_read_without_a_reject(tmp_path):
    folder = need("chicago_complaints")
    with (folder / "complaints.csv").open(encoding="utf-8", newline="") as file:
        head, *complaints = islice(csv.reader(file), 1_001)
    numbers = {row[0] for row in complaints}
    with (folder / "accused.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        accused_head = next(rows)
        accused = [row for row in rows if row[0] in numbers]
    paths = [
        write_csv(tmp_path / "a.csv", accused_head, accused),
        write_csv(tmp_path / "b.csv", head, complaints),
    ]
    reading = read_tables(load_map(MAPS / "chicago.toml"), paths)
    assert reading.rejects == []
    assert len(reading.complaints) == 1_000
    assert len(cases(reading)) == len(accused)
    finals = Counter(row[6].lower() for row in accused)
    assert Counter(one.finding or "" for one in allegations(reading)) == finals


@pytest.mark.table
class TestChicago:
    """The whole table: 74,183 complaints and 137,070 respondents."""

    @pytest.fixture
    def reading(self) -> Reading:
        return whole("chicago", "chicago_complaints", *CHICAGO)

    @pytest.fixture
    def answers(self) -> dict[str, list[list[str]]]:
        return sections(need("chicago_complaints") / "ANSWERS.md")

    def test_every_row_is_imported(self, reading):
        assert reading.rejects == []
        assert (len(reading.complaints), len(cases(reading)), len(allegations(reading))) == (74_183, 137_070, 137_070)
        assert len({case.respondent_key for case in cases(reading)}) == 16_181

    def test_complaints_and_respondents_by_year(self, reading, answers):
        complaints = Counter(one.received.year for one in reading.complaints)
        rows = Counter(one.received.year for one in reading.complaints for _ in one.cases)
        assert [[str(year), str(complaints[year]), str(rows[year])] for year in sorted(rows)] == answers[
            "2 By year of complaint_date"
        ]

    def test_final_findings(self, reading, answers):
        found = Counter(one.finding or "" for one in allegations(reading))
        assert found == {code.lower(): n for code, n in counted(answers["3 final_finding"]).items()}

    def test_clauses(self, reading, answers):
        found = Counter(one.clause for one in allegations(reading))
        for code, count in counted(answers["4 Top 15 complaint_code"]).items():
            assert found[code.lower()] == count

    def test_final_outcomes(self, reading, answers):
        found = Counter(one.outcome or "" for one in allegations(reading))
        for outcome, count in counted(answers["5 final_outcome, trimmed, leading ** removed, upper-cased"]).items():
            assert found[outcome.lower().replace(" ", "-")] == count

    def test_outstanding_at_each_date(self, reading, answers):
        for day, outstanding, *_ in answers["6 Cases outstanding at a date D"]:
            at = date.fromisoformat(day)
            open_then = [
                one
                for one in reading.complaints
                if one.received <= at and not all(case.ended and case.ended <= at for case in one.cases)
            ]
            assert len(open_then) == int(outstanding), day

    def test_overrides(self, reading):
        directions = Counter(case.direction for case in cases(reading) if case.distance is not None)
        assert (directions.total(), directions["down"], directions["up"]) == (116_826, 2_902, 1_052)
        changed = [one for one in allegations(reading) if one.recommended and one.finding]
        assert len(changed) == 117_835
        assert sum(one.recommended != one.finding for one in changed) == 7_682

    def test_faults_are_flagged(self, reading):
        found = flags(reading)
        assert {flag: found[flag] for flag in found if flag is not Flag.UNEXPECTED_FORM} == {
            Flag.CLOSED_BEFORE_RECEIVED: 10,
            Flag.INCIDENT_AFTER_COMPLAINT: 50,
            Flag.BARE_NUMBER_RECOMMENDED: 11,
            Flag.BARE_NUMBER_OUTCOME: 51,
            Flag.FINDING_WITHOUT_CLOSING_DATE: 413,
            Flag.BLANK_FINDING: 5_513,
            Flag.PROVED_WITHOUT_PENALTY: 54,
            Flag.PENALTY_WITHOUT_PROOF: 102,
        }
        assert reading.unexpected == {"beat": 31_039, "location": 802, "final_outcome": 16}

    def test_acts_are_in_order_of_time(self, reading):
        acts = in_order(reading.complaints)
        assert len(acts) == 211_253
        assert all(one.on <= other.on for one, other in pairwise(acts))


@pytest.mark.table
def test_the_workbook_gives_the_same_records_as_the_two_tables():
    flat = whole("chicago-flat", "chicago_complaints", "flat_2010_2016.xlsx")
    assert (len(flat.complaints), len(cases(flat)), flat.rejects) == (18_789, 35_348, [])
    assert len({case.respondent_key for case in cases(flat)}) == 9_816
    assert Counter(one.finding or "" for one in allegations(flat)) == {
        "naf": 17_166, "ns": 6_668, "": 4_189, "un": 3_956, "su": 1_990, "ex": 1_379
    }  # fmt: skip
    tables = whole("chicago", "chicago_complaints", *CHICAGO)
    of_those_years = [one for one in tables.complaints if 2010 <= one.received.year <= 2016]

    def essence(reading_complaints):
        return {
            one.source_id: (
                one.received,
                sorted((c.respondent_key, c.closed, c.final_rung) for c in one.cases if c.closed),
            )
            for one in reading_complaints
        }

    assert essence(flat.complaints) == essence(of_those_years)


class TestPhiladelphia:
    """Another table, another map, the same code."""

    @pytest.fixture
    def reading(self) -> Reading:
        files = ("complaints_against_police.csv", "complaints_against_police_findings.csv")
        return whole("philadelphia", "philadelphia_complaints", *files)

    @pytest.fixture
    def answers(self) -> dict[str, list[list[str]]]:
        return sections(need("philadelphia_complaints") / "ANSWERS.md")

    def test_every_row_is_imported(self, reading):
        assert (reading.rejects, len(reading.complaints), len(allegations(reading))) == ([], 3_388, 8_839)
        assert len({case.respondent_key for case in cases(reading) if case.respondent_key}) == 3_006
        assert sum(len(case.allegations) for case in cases(reading) if case.respondent_key is None) == 537

    def test_counts_by_year_and_category(self, reading, answers):
        years = Counter(str(one.received.year) for one in reading.complaints)
        assert years == counted(answers["complaints by year received"])
        categories = Counter(one.category for one in reading.complaints)
        expected = counted(answers["general_cap_classification"])
        assert sorted(categories.values()) == sorted(expected.values())
        assert categories["lack-of-service"] == expected["LACK OF SERVICE"]

    def test_counts_by_allegation_finding_and_discipline(self, reading, answers):
        rows = allegations(reading)
        for title, found in (
            ("allegations_investigated", Counter(one.clause for one in rows)),
            ("investigative_findings", Counter(one.finding for one in rows)),
            ("disciplinary_findings", Counter(one.outcome for one in rows)),
        ):
            assert sorted(found.values()) == sorted(counted(answers[title]).values())
        assert Counter(one.finding for one in rows)["pending"] == 611
        pairs = Counter((one.finding, one.outcome) for one in rows)
        assert pairs["sustained-finding", "pending"] == 995
        assert pairs["sustained-finding", "guilty-finding"] == 147
        assert pairs["sustained-finding", "not-applicable"] == 17

    def test_quirks_are_flags_and_nothing_is_guessed(self, reading):
        found = flags(reading)
        assert (found[Flag.DUPLICATE_ROW], found[Flag.SPREADSHEET_ERROR], found[Flag.NO_CASE_ROWS]) == (724, 2, 6)
        assert all(case.closed is None for case in cases(reading))
        pending = [
            one for one in reading.complaints if any(a.finding == "pending" for c in one.cases for a in c.allegations)
        ]
        assert len(pending) == 443
