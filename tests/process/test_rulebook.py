"""The rulebook: read whole or refused with a sentence for every fault; its hash moves with its meaning only."""

import re
from pathlib import Path

import pytest

from evenhand.process.codes import ClockCode, Unit
from evenhand.process.rulebook import RulebookError, parse, parse_new
from tests.process.world import RULEBOOK

SHIPPED = Path(__file__).parents[2] / "rulebooks" / "membership-body.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def faults(text: str) -> tuple[str, ...]:
    """What is said of a rulebook that cannot be used."""
    with pytest.raises(RulebookError) as caught:
        parse(text)
    return caught.value.sentences


def changed(old: str, new: str) -> str:
    """The shipped rulebook with one thing changed."""
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


def test_the_shipped_rulebook_has_what_the_process_needs():
    assert RULEBOOK.name == "membership-body"
    assert [rung.rung for rung in RULEBOOK.ladder] == list(range(12))
    assert len(RULEBOOK.clauses) >= 10
    assert RULEBOOK.triage_rules
    assert set(RULEBOOK.clocks) == set(ClockCode)
    assert RULEBOOK.clocks[ClockCode.CONCLUDE].unit is Unit.MONTHS
    assert (RULEBOOK.override_threshold, RULEBOOK.reply_days, RULEBOOK.reply_floor_days) == (2, 14, 7)


def test_every_clock_names_its_source():
    assert all(clock.source for clock in RULEBOOK.clocks.values())


def test_comments_white_space_and_the_order_of_tables_do_not_change_the_hash():
    stripped = re.sub(r"\n{2,}", "\n\n\n", re.sub(r"^#.*$", "", TEXT, flags=re.MULTILINE))
    head, tail = stripped.split("[external_remedy]")
    remedy, rest = tail.split("[categories]")
    moved = head + "[categories]" + rest + "\n[external_remedy]" + remedy
    assert parse(stripped).hash == RULEBOOK.hash
    assert parse(moved).hash == RULEBOOK.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reply_days = 14", "reply_days = 15"),
        ("No sanction", "No Sanction"),
        ("2024-01-01,", "2024-01-03,"),
        ('version = "1"', 'version = "2"'),
        ("highest = 8", "highest = 9"),
    ],
)
def test_any_change_of_meaning_changes_the_hash(old, new):
    assert parse(changed(old, new)).hash != RULEBOOK.hash


def test_the_hash_is_sha_256_in_hex():
    assert re.fullmatch("[0-9a-f]{64}", RULEBOOK.hash)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('format = "evenhand.rulebook/v1"', 'format = "evenhand.rulebook/v2"', "format: choose"),
        ('name = "membership-body"', 'name = "Membership Body"', "name: write a code"),
        ("reply_days = 14", "reply_days = 0", "reply_days: write a whole number"),
        ("reply_days = 14", "reply_days = true", "reply_days: write a whole number"),
        ("reply_days = 14", "reply_days = 14.5", "reply_days: write a whole number"),
        ("reply_days = 14", "reply_days = 5", "reply_days: give at least"),
        ("reply_days = 14", "reply_day = 14", "reply_day: nothing of this name"),
        ("valid_from = 2024-01-01", 'valid_from = "2024-01-01"', "valid_from: write a date"),
        ("valid_from = 2024-01-01", "valid_from = 2024-01-01T00:00:00Z", "valid_from: write a date"),
        ("rung = 3", "rung = 4", "ladder[4].rung: rungs go up"),
        ('code = "advice"', 'code = "none"', "ladder[2].code: another rung"),
        ('code = "1.2"', 'code = "1.1"', "clauses[2].code: another clause"),
        ("highest = 8", "highest = 12", "clauses[7].highest: write a whole number"),
        ("lowest = 3", "lowest = 11\nhigh = 3", "clauses[4].high: nothing of this name"),
        ("[clocks.decide]", "[clocks.dicide]", "clocks.decide: write a table"),
        ('unit = "months"', 'unit = "moons"', "clocks.conclude.unit: choose"),
        ('weekend = ["saturday", "sunday"]', 'weekend = ["Saturday"]', "working_days.weekend: name the days"),
        ("2024-03-29,", '"2024-03-29",', "working_days.holidays: every item"),
        ("[labels]", "[labels]\nBAD = 'x'", "labels.BAD: use a code"),
        ('har = "Bullying or harassment"', 'har = "  "', "categories.har: write a text"),
        ("[triage_rules]", "triage_rules = 3\n[other]", "labels.triage_rules: write a text"),
        ("elements = [", "elements = [3, ", "clauses[1].elements: every item"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, place):
    found = faults(changed(old, new))
    assert any(sentence.startswith(place) for sentence in found), found
    assert all(sentence.endswith(".") for sentence in found)


def test_a_threshold_that_no_departure_can_reach_is_not_adopted():
    """The attack: a rulebook under which nothing is ever held for independent review, whatever is decided."""
    longest = max(clause.highest for clause in RULEBOOK.clauses.values())
    parse_new(changed("override_threshold = 2", f"override_threshold = {longest}"))
    for threshold in (longest + 1, 64):
        with pytest.raises(RulebookError) as caught:
            parse_new(changed("override_threshold = 2", f"override_threshold = {threshold}"))
        assert f"write a whole number from 1 to {longest}" in str(caught.value)
        assert f"no decision departs by {threshold} rungs" in str(caught.value)


def test_what_bounds_it_is_what_the_clauses_allow_and_not_how_long_the_ladder_is():
    lower = re.sub("highest = [0-9]+", "highest = 3", re.sub("lowest = [0-9]+", "lowest = 1", TEXT))
    parse_new(lower.replace("override_threshold = 2", "override_threshold = 3"))
    with pytest.raises(RulebookError):
        parse_new(lower.replace("override_threshold = 2", "override_threshold = 4"))


def test_one_that_is_in_force_from_before_is_read_all_the_same():
    """Complaints were received under it, and stay under it."""
    assert parse(changed("override_threshold = 2", "override_threshold = 64")).override_threshold == 64


def test_all_faults_are_found_at_once():
    text = changed("reply_days = 14", "reply_days = 0").replace("override_threshold = 2", "override_threshold = 0")
    assert len(faults(text)) >= 2


def test_a_week_has_a_day_of_work():
    every = ", ".join(
        f'"{day}"' for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    assert faults(changed('"saturday", "sunday"', every))


def test_more_categories_than_the_public_kind_has_room_for_are_refused():
    more = "".join(f'more-{number} = "More"\n' for number in range(3))
    assert any(
        "1 to 14" in sentence
        for sentence in faults(
            changed("[labels]", f"{''}[labels]").replace("[categories]\n", f"[categories]\n{more}")
        )
    )


@pytest.mark.parametrize(
    "text", ["", "= 3", "[[ladder", "name = 3", "ladder = 3", "clauses = [3]", "\x00", "x = nan"]
)
def test_what_is_no_rulebook_is_refused_with_sentences(text):
    assert all(sentence.endswith(".") for sentence in faults(text))


def test_the_error_is_readable_as_a_whole():
    with pytest.raises(RulebookError, match="The rulebook cannot be used"):
        parse("")
