"""A map is checked before anything is read; every mistake is a sentence, and all of them are said at once."""

import re
from datetime import date

import pytest

from evenhand.intake.errors import MapError
from evenhand.intake.map_file import load_map
from evenhand.intake.values import FindingCode, OutcomeCode
from evenhand.process.codes import Finding
from tests.intake.tables import MAP, MAPS, club, write_map


def mistakes(folder, *changes: tuple[str, str]) -> str:
    with pytest.raises(MapError) as refused:
        club(folder, *changes)
    return str(refused.value)


def test_a_sound_map_is_read(tmp_path):
    table = club(tmp_path)
    assert (table.name, table.as_of, table.closing_known) == ("club", date(2020, 12, 31), True)
    assert table.tables() == (
        ("no", "came", "closed", "about", "text"),
        ("who", "rule", "no", "found", "advice", "given", "advised"),
    )
    assert table.cases is not None
    assert table.cases.findings.codes.read(" yes ") == (FindingCode("yes", Finding.PROVED), True)
    assert table.cases.findings.codes.read("WAIT") == (FindingCode("wait", None, is_open=True), True)
    assert table.cases.outcomes.codes.read("**Barred") == (OutcomeCode("barred", 20), True)
    assert table.cases.ladder.distance(3, 21) == 2


@pytest.mark.parametrize("name", ["chicago", "chicago-flat", "philadelphia"])
def test_the_maps_that_come_with_the_product_are_sound(name):
    assert load_map(MAPS / f"{name}.toml").name == name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('received = "came"', "", r"\[complaints\] received is missing"),
        ('received = "came"', "received = 3", r"\[complaints\] received must be a text"),
        ('received = "came"', 'recieved = "came"', "'recieved' is not a key that a map knows here"),
        (
            "as_of = 2020-12-31",
            'as_of = "2020-12-31"',
            "as_of must be a day such as 2024-12-31, without quotation marks",
        ),
        ('"Europe/London"', '"Europe/Nowhere"', "'Europe/Nowhere', which is not a name such as"),
        ('"Europe/London"', '"../../etc/passwd"', "which is not a name such as"),
        ('dates = ["%Y-%m-%d"]', "", "dates is missing"),
        ('"%Y-%m-%d"', '"%m-%d"', "needs a day .* a month .* and a year"),
        ('"%Y-%m-%d"', '"%Y-%m-%d %Q"', "has a sign that is not known"),
        ('codes = ["Money", "Conduct"]', "", "codes is missing"),
        ('codes = ["Money", "Conduct"]', "codes = 7", "codes must be a list of texts, a table"),
        ('codes = ["Money", "Conduct"]', 'codes = "no.csv"', "There is no file"),
        ('codes = ["Money", "Conduct"]', 'codes = "../x.csv"', "must be the name of a file beside the map"),
        ('unknown = "other"', "", r"\[cases.clause\] unknown is missing"),
        ('unknown = "other"', 'unknown = "guess"', "must be one of: reject, other"),
        ('"4-1"', '"4.1 Conduct"', "'4.1 Conduct' is not a code"),
        ('YES = "proved"', 'YES = "guilty"', "'guilty', but must be one of: proved"),
        ('NO = "not-proved"', 'NO = "not-proved"\n    no = "proved"', "'NO' stands for two different things"),
        ("barred = 20", "barred = -1", "the rung of 'barred' is '-1'"),
        ('capacity = "member"', 'capacity = "villain"', "must be one of: member"),
        ('"stars"', '"wash"', "clean has 'wash', but knows only: trim"),
        ('closed = "closed"', "", "names one column with closing dates"),
        ('name = "club"', 'name = "The Club"', "name must be small letters"),
        ('sealed = ["text"]', 'sealed = "text"', "sealed must be a list of texts"),
        ('sealed = ["text"]', 'sealed = ["text"]\n    expect = { text = "(" }', "is not a regular expression"),
        ('sealed = ["text"]', 'sealed = ["text"]\n    layout = { heading_row = 0 }', "must be a whole number from 1"),
        ('sealed = ["text"]', 'sealed = ["text"]\n    layout = { separator = "x" }', "separator is 'x'"),
    ],
)
def test_each_mistake_has_its_sentence(tmp_path, old, new, said):
    assert re.search(said, mistakes(tmp_path, (old, new)))


def test_all_mistakes_are_said_at_once(tmp_path):
    text = mistakes(tmp_path, ('received = "came"', ""), ('capacity = "member"', ""), ("barred = 20", 'barred = "x"'))
    assert len(text.splitlines()) == 4


def test_a_map_that_is_not_toml_or_not_there_is_refused(tmp_path):
    with pytest.raises(MapError, match="is not TOML"):
        load_map(write_map(tmp_path, "name = "))
    with pytest.raises(MapError, match="There is no map"):
        load_map(tmp_path / "nothing.toml")


def test_a_ladder_may_lie_in_a_file_beside_the_map(tmp_path):
    (tmp_path / "ladder.csv").write_text("outcome,rung\nWarned,3\n**warned,3\nLeft,\n", encoding="utf-8")
    before_the_rungs = MAP.split("off_ladder")[0]
    table = load_map(write_map(tmp_path, before_the_rungs + 'ladder = "ladder.csv"\n'))
    assert table.cases.ladder.rungs == (3,)
    assert table.cases.outcomes.codes.read("LEFT") == (OutcomeCode("left", None), True)


def test_two_spellings_of_one_outcome_with_two_rungs_are_a_mistake(tmp_path):
    assert "'warned' stands for two different things" in mistakes(
        tmp_path, ("warned = 3", 'warned = 3\n    "Warned" = 4')
    )
