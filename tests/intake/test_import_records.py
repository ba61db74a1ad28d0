"""An import writes its own acts: sealed, in order of time, once only, and whole again after it broke off."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.db import connection, transaction

from evenhand.clerk.doctor.projections import check_projections
from evenhand.intake.join import Reading
from evenhand.office import import_records as verb
from evenhand.office import office_act
from evenhand.office.close_period import close_period
from evenhand.office.import_marks import Marks, Plan, known_imports, plan_import
from evenhand.office.import_records import import_records
from evenhand.office.reading import read_contents
from evenhand.process.facts import Fact
from evenhand.process.imported import Kept
from evenhand.records.append import Moved, append
from evenhand.records.models import Allegation, Case, Compartment, Complaint, Entry, Period, Record, Sealed, Step
from tests.intake.same import rows
from tests.intake.tables import CASES, COMPLAINTS, read_club
from tests.office.keys import opens
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db

KEY = b"k" * 32
KEPT = Kept(tuple(sorted(COMPLAINTS)), tuple(sorted(CASES)))
MADE_OF = {"by": "command-line", "map": "club"}
BOOK = (
    [
        ("7", "2018-11-05", "2019-02-01", "Money", "Ann said that Bob took it"),
        ("8", "2019-01-05", "", "Conduct", "He shouted"),
        ("9", "2019-03-05", "2019-03-01", "Conduct", ""),
    ],
    [
        ("7", "bob", "4.1", "YES", "YES", "expelled", "warned"),
        ("7", "eve", "4.2", "NO", "NO", "none", "none"),
        ("8", "bob", "4.2", "", "", "", ""),
        ("9", "dan", "4.2", "YES", "YES", "none", "warned"),
    ],
)


@pytest.fixture
def reading(tmp_path) -> Reading:
    return read_club(tmp_path, *BOOK)


def run(office, reading: Reading, progress=lambda _done, _all: None, key: bytes = KEY) -> tuple[Plan, object]:
    marks = Marks(key, "club", KEPT)
    plan = plan_import(reading.complaints, marks, known_imports())
    return plan, import_records(office, plan, marks, MADE_OF, progress)


def facts(act: str) -> list[dict]:
    rows = Record.objects.filter(act=act).order_by("entry_id").values_list("facts", flat=True)
    return [json.loads(bytes(row))["data"] for row in rows]


def everything() -> list[list[tuple]]:
    """The projected rows, but for what is drawn at random."""
    return [
        list(
            Complaint.objects.order_by("index").values_list(
                "received_on", "stage", "outcome", "closed_on", "category"
            )
        ),
        list(
            Case.objects.order_by("complaint", "number").values_list(
                "number", "sanction", "override_direction", "outcome"
            )
        ),
        list(
            Allegation.objects.order_by("complaint", "case", "number").values_list("clause", "recommended", "finding")
        ),
        sorted(Step.objects.values_list("on", "code")),
    ]


def test_complaints_and_cases_stand_in_the_tables_as_the_book_says(office, reading):
    _, done = run(office, reading)
    assert (done.complaints, done.cases, done.allegations, done.entries) == (3, 4, 4, 7)
    complaints, cases, allegations, steps = everything()
    assert complaints == [
        (date(2018, 11, 5), "closed", "upheld-in-part", date(2019, 2, 1), "money"),
        (date(2019, 1, 5), "received", None, None, "conduct"),
        (date(2019, 3, 5), "closed", "upheld", date(2019, 3, 1), "conduct"),
    ]
    assert cases == [
        (1, 3, "down", "breach-sanction"),
        (2, 0, None, "no-breach"),
        (1, None, None, None),
        (1, 3, "up", "breach-sanction"),
    ]
    assert allegations[0] == ("4-1", "yes", "yes")
    assert steps == [
        (date(2018, 11, 5), "before/received/money"),
        (date(2019, 1, 5), "before/received/conduct"),
        (date(2019, 2, 1), "before/closed/upheld-in-part"),
        (date(2019, 2, 1), "before/override/down"),
        (date(2019, 2, 1), "before/override/same"),
        (date(2019, 3, 1), "before/closed/upheld"),
        (date(2019, 3, 5), "before/override/up"),
        (date(2019, 3, 5), "before/received/conduct"),
    ]
    assert set(Complaint.objects.values_list("imported", flat=True)) == {True}
    assert set(Entry.objects.filter(opening__act__startswith="imported").values_list("kind", flat=True)) == {"before"}


def test_entries_are_in_order_of_the_days_of_their_acts(office, reading):
    run(office, reading)
    rows = Record.objects.filter(act__startswith="imported").order_by("entry_id").values_list("facts", flat=True)
    days = [json.loads(bytes(row))["data"]["on"] for row in rows]
    assert days == sorted(days)
    assert all(json.loads(bytes(row))["data"]["late"] for row in rows)


def test_a_period_ends_with_each_year_and_holds_nothing_else(office, reading):
    complain(office)
    _, done = run(office, reading)
    assert done.periods == ("club 2018", "club 2019")
    for label, n in (("club 2018", 1), ("club 2019", 6)):
        period = Period.objects.get(label=label)
        inside = Record.objects.filter(entry__gte=period.first, entry__lt=period.end)
        years = {
            entry["on"][:4]
            for entry in (json.loads(bytes(row.facts))["data"] for row in inside.filter(act__startswith="imported"))
        }
        assert years == {label[-4:]}
        assert inside.filter(act__startswith="imported").count() == n
        assert not inside.filter(act="received").exists()
    [live] = Period.objects.exclude(label__startswith="club")
    assert Record.objects.filter(entry__gte=live.first, entry__lt=live.end, act="received").exists()


def test_the_words_are_sealed_and_open_with_the_key_they_were_granted_to(office, reading):
    run(office, reading)
    said = b"".join(bytes(row) for row in Record.objects.values_list("facts", flat=True))
    # names in quotes, as facts spell every text: three letters alone stand by chance in what is drawn at random
    for word in (b'"bob"', b'"dan"', b"Ann said", b"shouted"):
        assert word not in said
    assert not any(b"Ann said" in bytes(row) for row in Sealed.objects.values_list("ciphertext", flat=True) if row)
    index = Complaint.objects.earliest("index").index
    opened = read_contents([index], opens()).by_entry[index].words
    assert opened["cells"]["text"] == "Ann said that Bob took it"
    assert opened["id"] == "7"
    [case] = Record.objects.filter(complaint=index, act="imported-case").order_by("entry_id")[:1]
    assert read_contents([case.entry_id], opens()).by_entry[case.entry_id].words["respondent"] in {"bob", "eve"}


def test_another_process_seals_the_same(office, reading):
    marks = Marks(KEY, "club", KEPT)
    plan = plan_import(reading.complaints, marks, known_imports())
    done = import_records(office, plan, marks, MADE_OF, workers=1)
    assert done.entries == 7
    assert list(check_projections()) == []
    rows = list(Record.objects.filter(act__startswith="imported").order_by("entry_id"))
    assert all(len(bytes(row.content_hash)) == 32 and bytes(row.content_hash) != bytes(32) for row in rows)
    contents = read_contents([row.entry_id for row in rows], opens())
    assert (len(contents.by_entry), contents.closed) == (7, 0)


def test_one_compartment_holds_the_whole_import_and_its_act_names_the_source(office, reading):
    before = Compartment.objects.count()
    run(office, reading)
    assert Compartment.objects.count() == before + 1
    [made] = facts("compartment-made")
    assert made["map"] == "club"
    assert [one["for"] for one in made["compartments"]] == ["import"]


def test_a_respondent_has_another_reference_in_each_case(office, reading):
    run(office, reading)
    refs = [case["respondent"] for case in facts("imported-case")]
    assert len(set(refs)) == 4


def test_marks_cannot_be_tried_without_the_key(office, reading):
    run(office, reading)
    marks = {one["source"]["complaint"] for one in facts("imported-complaint")}
    other = Marks(b"x" * 32, "club", KEPT)
    assert not marks & {other.of(complaint).complaint for complaint in reading.complaints}


def test_importing_the_same_again_adds_nothing_whatever_the_order_of_its_rows(office, reading, tmp_path):
    run(office, reading)
    size = Entry.objects.count()
    again = tmp_path / "again"
    again.mkdir()
    plan, done = run(office, read_club(again, BOOK[0][::-1], BOOK[1][::-1]))
    assert (plan.entries, plan.already, plan.changed) == ((), 3, ())
    assert done.entries == 0
    assert Entry.objects.count() == size


def test_new_complaints_of_a_longer_book_are_added_and_the_old_left_alone(office, reading, tmp_path):
    run(office, reading)
    longer = tmp_path / "longer"
    longer.mkdir()
    new = ("10", "2019-04-01", "", "Money", "")
    plan, done = run(office, read_club(longer, [*BOOK[0], new], BOOK[1]))
    assert (len(plan.entries), plan.already, done.periods) == (1, 3, ("club (2) 2019",))
    assert Complaint.objects.count() == 4


def test_a_complaint_that_was_changed_since_is_left_out_and_named(office, reading, tmp_path):
    run(office, reading)
    changed = tmp_path / "changed"
    changed.mkdir()
    cases = [*BOOK[1][:-1], ("9", "dan", "4.2", "YES", "NO", "none", "none")]
    plan, done = run(office, read_club(changed, BOOK[0], cases))
    assert [one.source_id for one, _ in plan.changed] == ["9"]
    assert (done.entries, plan.already) == (0, 2)


@pytest.mark.parametrize("after", range(1, 7))
def test_an_import_that_breaks_off_anywhere_is_completed_by_running_it_again(office, reading, monkeypatch, after):
    monkeypatch.setattr(verb, "BATCH", 1)

    def break_off(done: int, _of: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(office, reading, break_off)
    assert Record.objects.filter(act__startswith="imported").count() == after
    assert list(check_projections()) == []
    _, done = run(office, reading)
    assert done.entries == 7 - after
    assert everything()[3] == sorted(
        [
            (date(2018, 11, 5), "before/received/money"),
            (date(2019, 1, 5), "before/received/conduct"),
            (date(2019, 2, 1), "before/closed/upheld-in-part"),
            (date(2019, 2, 1), "before/override/down"),
            (date(2019, 2, 1), "before/override/same"),
            (date(2019, 3, 1), "before/closed/upheld"),
            (date(2019, 3, 5), "before/override/up"),
            (date(2019, 3, 5), "before/received/conduct"),
        ]
    )
    assert list(check_projections()) == []


def test_the_doctor_folds_imports_again_and_names_what_was_changed(office, reading):
    run(office, reading)
    assert list(check_projections()) == []
    Case.objects.filter(sanction=3).update(sanction=0)
    Step.objects.filter(code__startswith="before/closed").first().delete()
    troubles = list(check_projections())
    assert {(trouble.table, trouble.column) for trouble in troubles} == {("case", "sanction"), ("step", "")}


def test_a_complaint_without_cases_keeps_its_own_closing(office, tmp_path):
    run(office, read_club(tmp_path, [("7", "2018-11-05", "2019-02-01", "Money", "")]))
    assert everything()[0] == [(date(2018, 11, 5), "closed", "not-known", date(2019, 2, 1), "money")]
    assert list(check_projections()) == []


def test_a_year_that_was_closed_already_gets_a_label_of_its_own(office, reading):
    complain(office)
    close_period(office, "club 2018")
    _, done = run(office, reading)
    assert done.periods == ("club (2) 2018", "club 2019")


def test_progress_is_told_after_every_batch(office, reading, monkeypatch):
    monkeypatch.setattr(verb, "BATCH", 2)
    told = []
    run(office, reading, lambda done, of: told.append((done, of)))
    assert told == [(1, 7), (3, 7), (5, 7), (7, 7)]


def test_a_table_of_many_complaints_is_written_in_batches(office, tmp_path):
    rows = [(str(n), f"2019-01-{n % 28 + 1:02}", "", "Money", "") for n in range(600)]
    _, done = run(office, read_club(tmp_path, rows, [(str(n), "bob", "4.1", *[""] * 4) for n in range(600)]))
    assert done.entries == 1_200
    assert Complaint.objects.count() == Case.objects.count() == 600
    indexes = list(Entry.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))


class BreakOff(Exception):
    pass


def unbroken(office, reading: Reading) -> list[tuple]:
    """The register as an import without a break makes it; the test goes on without it."""
    with suppress(BreakOff), transaction.atomic():
        run(office, reading)
        made = register()
        raise BreakOff
    return made


def register() -> list[tuple]:
    def ask(query: str) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    return rows(ask)


@pytest.mark.parametrize("after", [1, 3])
def test_however_often_it_breaks_off_the_register_becomes_the_same(office, reading, monkeypatch, after):
    """Broken off after every transaction, or every third, again and again until nothing is left to do."""
    monkeypatch.setattr(verb, "BATCH", 1)
    expected = unbroken(office, reading)
    for _ in range(12):
        appended = count(1)

        def append_or_break(*args, number=appended, **kwargs):
            if next(number) > after:
                raise BreakOff
            return append(*args, **kwargs)

        for module in (verb, office_act):
            monkeypatch.setattr(module, "append", append_or_break)
        with suppress(BreakOff):
            run(office, reading)
    assert register() == expected
    assert list(check_projections()) == []


def test_an_import_that_broke_off_is_ended_before_another_table_is_imported(office, reading, monkeypatch, tmp_path):
    monkeypatch.setattr(verb, "BATCH", 1)

    def break_off(done: int, _of: int) -> None:
        if done == 3:
            raise BreakOff

    with pytest.raises(BreakOff):
        run(office, reading, break_off)
    longer = tmp_path / "longer"
    longer.mkdir()
    new = read_club(longer, [*BOOK[0], ("10", "2017-04-01", "", "Money", "")], BOOK[1])
    marks = Marks(KEY, "club", KEPT)
    plan = plan_import(new.complaints, marks, known_imports())
    done = import_records(office, plan, marks, {**MADE_OF, "files": ["0" * 64]})
    assert done.periods == ("club 2019", "club 2017", "club (2) 2019")
    assert len(facts("compartment-made")) == 2
    assert list(check_projections()) == []


def test_months_that_the_clerk_has_not_closed_are_closed_before_the_import(office, clock, reading):
    complain(office)
    size = Entry.objects.count()
    clock.go_to(datetime(2026, 5, 4, 12, tzinfo=UTC))
    complain(office, "two")
    run(office, reading)
    ends = list(Period.objects.order_by("first").values_list("label", "end"))
    assert [label for label, _ in ends] == ["2026-03", ends[1][0], "club 2018", "club 2019"]
    assert ends[0] == ("2026-03", size)
    assert ends[1][0].startswith("up to entry ")


def test_a_month_that_ends_during_an_import_ends_its_period_there(office, clock, reading, monkeypatch):
    monkeypatch.setattr(verb, "BATCH", 1)

    def midnight(done: int, _of: int) -> None:
        if done == 3:
            clock.go_to(datetime(2026, 4, 1, 0, 0, 5, tzinfo=UTC))

    run(office, reading, midnight)
    periods = list(Period.objects.order_by("first"))
    assert [period.label for period in periods] == ["club 2018", "2026-03", "club 2019"]
    march = periods[1]
    days = Entry.objects.filter(index__gte=march.first).order_by("index").values_list("index", "day")
    assert march.end == next(index for index, day in days if day >= "2026-04")


class Meddler:
    """Draws chance for the office, and acts for it behind its back so many times while a period is being closed."""

    def __init__(self, office, times: int) -> None:
        self.office, self.times, self.left = office, times, 0

    def __call__(self, size: int) -> bytes:
        if self.left:
            self.left, left = 0, self.left - 1
            office_act.record(self.office, [Fact("compartment-made", {"by": "somebody"})], lambda _: None)
            self.left = left
        return self.office.entropy(size)


def test_somebody_who_acts_for_the_office_meanwhile_does_not_stop_an_import(office, reading):
    meddler = Meddler(office, 3)
    marks = Marks(KEY, "club", KEPT)
    plan = plan_import(reading.complaints, marks, known_imports())

    def begin(done: int, of: int) -> None:
        if done == of:
            meddler.left = meddler.times

    done = import_records(replace(office, entropy=meddler), plan, marks, MADE_OF, begin)
    assert done.periods == ("club 2018", "club 2019")
    meddler.left = 1_000
    complain(office)
    with pytest.raises(Moved):
        import_records(replace(office, entropy=meddler), plan, marks, MADE_OF)
