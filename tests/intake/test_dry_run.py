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
    said = {(use.file, use.column): use.line() for use in made.columns}
    assert [column for _, column in said] == [
        *("no", "came", "closed", "about", "text"),
        *("who", "rule", "no", "found", "advice", "given", "advised"),
    ]
    assert said["complaints.csv", "text"] == "text: kept, sealed, word for word. 1 values, 1 blank."
    assert said["complaints.csv", "came"] == (
        "came: the day the complaint was received, read as a date of a spreadsheet or as text in the form %Y-%m-%d. "
        "2 values. It keeps out 1 rows."
    )
    assert said["cases.csv", "found"] == (
        "found: the final finding, read by a list of 3 texts after trim, upper, where a text that is not in it keeps "
        "its row out. 2 values, 1 blank."
    )
    text = "\n".join(made.lines())
    assert "What each column of cases.csv becomes:\n  who: the source's key" in text
    assert "2 complaints, 3 cases, 3 allegations: 5 entries." in text
    assert "1 rows rejected: the first are" in text
    assert "complaints.csv, row 4, came: '?'." in text
    assert "(blank)" in text


def test_a_report_lists_the_texts_that_are_not_in_their_list_and_the_columns_left_out(tmp_path):
    cases = [
        *CASES,
        ("8", "bob", "9.9", "", "", "", ""),
        ("8", "eve", "9.9", "", "", "", ""),
        ("8", "dan", "x", *[""] * 4),
    ]
    changes = [('sealed = ["text"]', 'left_out = ["text"]')]
    made = report(club(tmp_path, *changes), read_club(tmp_path, COMPLAINTS, cases, *changes))
    lines = {use.column: use.line() for use in made.columns}
    assert lines["rule"].endswith("counts as 'other'. 6 values. Not in the list: '9.9' (2), 'x' (1).")
    assert lines["text"] == "text: left out: nothing is taken from it."
    (rule,) = [use for use in made.as_json()["columns"] if use["column"] == "rule"]
    assert (rule["unknown"], rule["values"], rule["blank"]) == ({"9.9": 2, "x": 1}, 6, 0)


def test_a_report_never_shows_a_respondent_or_a_sealed_text(tmp_path):
    text = "\n".join(report(club(tmp_path), read_club(tmp_path, COMPLAINTS, CASES)).lines())
    assert "ann" not in text
    assert "bob" not in text
