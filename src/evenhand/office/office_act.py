"""Acts of the office itself (accounts, appointments, rulebooks, periods): seal, append, write the committed rows."""

from collections.abc import Callable, Sequence

from evenhand.office.context import Office
from evenhand.office.envelope import NO_CHANGE, Access, Made, Setting, prepare
from evenhand.process.facts import Fact, Recorded
from evenhand.records.append import Expected, append
from evenhand.records.load import office_index

LATE_AFTER_DAYS = 1
"""Acts of the office carry the day they are made; one that names an earlier day is marked late from the second day."""


def record(
    office: Office,
    facts: Sequence[Fact],
    write: Callable[[Sequence[Recorded]], None],
    expected_office: int | None = None,
    expected_size: int | None = None,
    *,
    made: Sequence[Made] = (),
    access: Access = NO_CHANGE,
) -> list[Recorded]:
    """Log facts of the office and write its rows in the same transaction. Raises Moved if another such act came between.

    `expected_office` is the index that the decision was made on; None means that nothing was decided on. With `expected_size`
    no act whatever may have come between. `made` are keys that come with the first fact, `access` what else changes with the last
    in who holds keys.
    """
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = prepare(office, setting, facts, {}, {0: made}, access)
    expected = Expected(office=expected_office, size=expected_size)
    return append(entries, day=office.utc_day(), expected=expected, project=write)


def newest() -> int:
    """The index of the office's newest act: what a decision about the office is made on."""
    return office_index()
