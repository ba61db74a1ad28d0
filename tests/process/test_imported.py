"""Old records become acts in order of time, and fold back into the same table shapes as live complaints."""

from dataclasses import replace
from datetime import date

import pytest

from evenhand.process.acts import ACTS
from evenhand.process.codes import Finding
from evenhand.process.facts import Recorded
from evenhand.process.fold import FoldError
from evenhand.process.imported import (
    Flag,
    ImportedAllegation,
    ImportedCase,
    ImportedComplaint,
    Source,
    batches,
    case_fact,
    complaint_fact,
    in_order,
)
from evenhand.process.imported_fold import all_steps, fold_imported, rows
from evenhand.records.models import Allegation, Case, Complaint

SOURCE = Source("club", "c" * 64, "d" * 64)
PROVED = ImportedAllegation(2, "4-1", "yes", Finding.PROVED, "yes", Finding.PROVED, "expelled", "warned")
NOT_PROVED = ImportedAllegation(3, "4-1", finding="no", finding_as=Finding.NOT_PROVED)


def case(who: str, ended: date | None, *allegations: ImportedAllegation, **columns) -> ImportedCase:
    return ImportedCase(who, "member", allegations or (PROVED,), ended=ended, closed=ended, **columns)


def complaint(*cases: ImportedCase, received: date = date(2019, 5, 1), **columns) -> ImportedComplaint:
    return ImportedComplaint("7", 2, received, "money", cases=cases, **columns)


def recorded(one: ImportedComplaint, first: int = 40) -> list[Recorded]:
    """The facts of one complaint as the register would hold them, with the reference that the office adds."""
    acts = in_order([one])
    facts = [
        complaint_fact(one, SOURCE) if act.number is None else case_fact(act, f"r{act.number}", SOURCE)
        for act in acts
    ]
    return [Recorded(first + n, {**fact.data, "complaint": "ref"}) for n, fact in enumerate(facts)]


def codes(one: ImportedComplaint) -> list[tuple[date, int | None, str]]:
    return [(step.on, step.case, step.code) for step in all_steps(fold_imported(recorded(one)))]


def test_acts_are_in_order_of_their_dates_and_a_case_never_comes_before_its_complaint():
    early = complaint(case("a", date(2021, 1, 1)), case("b", None))
    late = complaint(case("c", date(2019, 1, 1)), received=date(2020, 2, 2))
    acts = in_order([late, early])
    assert [(act.on, act.complaint is late, act.number) for act in acts] == [
        (date(2019, 5, 1), False, None),
        (date(2019, 5, 1), False, 2),
        (date(2020, 2, 2), True, None),
        (date(2020, 2, 2), True, 1),
        (date(2021, 1, 1), False, 1),
    ]


def test_a_batch_ends_at_each_years_end():
    acts = in_order([complaint(case("a", date(2020, 1, 1)), received=date(2019, 12, day)) for day in range(1, 6)])
    assert [(year, len(batch)) for year, batch in batches(acts, 3)] == [(2019, 3), (2019, 2), (2020, 3), (2020, 2)]


def test_facts_hold_codes_and_no_words_of_anybody():
    one = complaint(case("Ann", date(2020, 1, 1), content={"rows": ["Ann said"]}), content={"id": "7"})
    [act] = [act for act in in_order([one]) if act.number]
    fact = case_fact(act, "ref-1", SOURCE)
    assert "Ann" not in str(fact.data)
    assert fact.content == {"rows": ["Ann said"]}
    assert complaint_fact(one, SOURCE).content == {"id": "7"}
    assert fact.data["respondent"] == "ref-1"


def test_both_acts_are_in_the_closed_list_under_before():
    one = complaint(case("a", None))
    for fact in recorded(one):
        assert ACTS[fact.act].kind.value == "before"


def test_a_complaint_is_closed_when_all_its_cases_are_on_the_day_of_the_last():
    both = complaint(case("a", date(2019, 7, 1)), case("b", date(2019, 6, 1), NOT_PROVED))
    [row] = rows(fold_imported(recorded(both)))["complaint"]
    assert (row["stage"], row["closed_on"], row["outcome"]) == ("closed", date(2019, 7, 1), "upheld-in-part")
    assert row["last_index"] == 42
    one_open = complaint(case("a", date(2019, 7, 1)), case("b", None))
    [row] = rows(fold_imported(recorded(one_open)))["complaint"]
    assert (row["stage"], row["closed_on"], row["outcome"]) == ("received", None, None)


def test_a_complaint_is_open_while_a_case_of_it_has_not_been_read():
    history = recorded(complaint(case("a", date(2019, 7, 1)), case("b", date(2019, 8, 1))))
    assert fold_imported(history[:2]).ended_on is None


def test_steps_count_receipt_override_and_closing_on_their_days():
    one = complaint(
        case("a", date(2019, 7, 1), recommended_rung=3, final_rung=0, distance=1),
        case("b", date(2019, 6, 1), NOT_PROVED, recommended_rung=0, final_rung=0, distance=0),
        case("c", date(2019, 6, 2), recommended_rung=0, final_rung=2, distance=2),
    )
    assert codes(one) == [
        (date(2019, 5, 1), None, "before/received/money"),
        (date(2019, 6, 1), 2, "before/override/same"),
        (date(2019, 6, 2), 3, "before/override/up"),
        (date(2019, 7, 1), 1, "before/override/down"),
        (date(2019, 7, 1), None, "before/closed/upheld-in-part"),
    ]


def test_a_closing_date_before_the_receipt_is_counted_as_the_source_gives_it():
    assert codes(complaint(case("a", date(2019, 4, 1))))[-1] == (date(2019, 4, 1), None, "before/closed/upheld")


def test_a_complaint_that_is_over_on_an_unknown_day_is_not_counted_as_closed_on_any():
    over = replace(case("a", date(2020, 12, 31)), closed=None, flags=(Flag.CLOSING_DATE_NOT_KNOWN,))
    one = complaint(over)
    assert codes(one)[-1] == (date(2020, 12, 31), None, "before/ended/upheld")
    [row] = rows(fold_imported(recorded(one)))["complaint"]
    assert (row["stage"], row["closed_on"]) == ("closed", None)


def test_a_complaint_without_cases_is_closed_by_its_own_date():
    one = complaint(ended=date(2019, 8, 1), closed=date(2019, 8, 1))
    assert codes(one)[-1] == (date(2019, 8, 1), None, "before/closed/not-known")
    assert codes(complaint()) == [(date(2019, 5, 1), None, "before/received/money")]


def test_the_outcome_of_a_case_needs_a_finding_that_the_map_translates():
    def outcome(*allegations, **columns):
        [row] = rows(fold_imported(recorded(complaint(case("a", date(2020, 1, 1), *allegations, **columns)))))["case"]
        return row["outcome"]

    assert outcome(PROVED, final_rung=3) == "breach-sanction"
    assert outcome(PROVED, final_rung=0) == "breach-no-sanction"
    assert outcome(PROVED) is None, "what became of it is not known"
    assert outcome(NOT_PROVED) == "no-breach"
    assert outcome(ImportedAllegation(4, "x", finding="naf")) is None


def test_rows_have_exactly_the_columns_of_their_tables():
    found = rows(fold_imported(recorded(complaint(case("a", None)))))
    for name, model in (("complaint", Complaint), ("case", Case), ("allegation", Allegation)):
        columns = {field.name for field in model._meta.concrete_fields} - {"id", "ref"}
        assert set(found[name][0]) == columns
    allegation = found["allegation"][0]
    assert (allegation["recommended"], allegation["finding"]) == ("yes", "yes"), "the source's own codes"


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda history: history[1:], "does not begin"),
        (lambda history: [*history, history[1]], "comes after"),
        (lambda history: [history[0], replace(history[1], index=99), replace(history[1], index=100)], "second time"),
        (lambda history: [history[0], replace(history[1], data={**history[1].data, "case": 9})], "does not have"),
        (
            lambda history: [history[0], replace(history[1], data={**history[1].data, "complaint": "x"})],
            "no imported case",
        ),
        (lambda _history: [], "empty history"),
    ],
)
def test_a_history_that_does_not_hold_together_is_refused(break_it, said):
    history = recorded(complaint(case("a", None), case("b", None)))
    with pytest.raises(FoldError, match=said):
        fold_imported(break_it(history))
