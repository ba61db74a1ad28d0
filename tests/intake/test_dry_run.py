"""A dry run says what each column becomes, counts every code, and shows the first rejects."""

from evenhand.intake.dry_run import report
from tests.intake.tables import club, read_club

COMPLAINTS = [
    ("7", "2019-01-05", "2020-03-01", "Money", "x"),
    ("8", "2020-01-05", "", "Conduct", ""),
    ("9", "?", "", "", ""),
]
CASES = [
    ("7", "ann", "4.1", "YES", "YES", "expelled", "warned"),
    ("7", "bob", "4.2", "NO", "NO", "none", "none"),
    ("8", "ann", "4.2", "", "", "", ""),
]


def test_a_report_counts_what_would_be_logged(tmp_path):
    made = report(club(tmp_path), read_club(tmp_path, COMPLAINTS, CASES)).as_json()
    assert (made["rows"], made["complaints"], made["cases"], made["allegations"]) == (6, 2, 3, 3)
    assert (made["entries"], made["rejected"]) == (5, 1)
    counts = made["counts"]
    assert counts["Complaints by year of receipt"] == {"2019": 1, "2020": 1}
    assert counts["Entries by year of act, one batch each"] == {"2019": 1, "2020": 4}
    assert counts["Allegations by final finding"] == {"yes": 1, "no": 1, "": 1}
    assert counts["Recommendation and decision, by case"] == {"down": 1, "same": 1, "not comparable": 1}


def test_a_report_says_what_becomes_of_every_column(tmp_path):
    made = report(club(tmp_path), read_club(tmp_path, COMPLAINTS, CASES))
    said = dict(made.columns)
    assert set(said) == {
        "no",
        "came",
        "closed",
        "about",
        "text",
        "who",
        "rule",
        "advice",
        "found",
        "advised",
        "given",
    }
    assert said["text"] == "sealed as it stands"
    text = "\n".join(made.lines())
    assert "2 complaints, 3 cases, 3 allegations: 5 entries." in text
    assert "1 rows rejected: the first are" in text
    assert "complaints.csv, row 4, came: '?'." in text
    assert "(blank)" in text


def test_a_report_never_shows_a_respondent_or_a_sealed_text(tmp_path):
    text = "\n".join(report(club(tmp_path), read_club(tmp_path, COMPLAINTS, CASES)).lines())
    assert "ann" not in text
    assert "bob" not in text
