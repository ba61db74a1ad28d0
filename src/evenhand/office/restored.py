"""Say in the register that it was restored: a `notice` for everyone, and an act with its codes (DESIGN 5.13, REGISTER.md 9.3)."""

from evenhand.office.context import Office
from evenhand.office.envelope import Setting, prepare
from evenhand.office.notice import notice
from evenhand.office.public_entry import nothing_to_project
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.append import Expected, append

_AFTER_LOSS = (
    "This register was restored from a backup after a loss. Of {entries} the public lines came back "
    "from the published files, as they always were. What stood behind those that were not public is lost, and cannot be opened "
    "any more. Receipts verify as before. Whoever holds one is asked to write again, with the number on it."
)
_WITHOUT_GUARD = (
    "The guard file, which says what was signed last, was lost and made again from the published head, which has {size} entries. "
    "Two members of staff did so, {one} and {other}, having looked for a later head and found none."
)


def log_restored(office: Office, lost: range, signed: int, people: tuple[str, str] | None) -> list[Recorded]:
    """Log what came back without its record, and which two people (staff references) answered for a lost guard.

    `signed` is the size of the head that the register goes on from. Notice and act are one after the other, both or neither.
    """
    words = []
    if lost:
        which = f"entry {lost.start}" if len(lost) == 1 else f"the entries {lost.start} to {lost.stop - 1}"
        words.append(_AFTER_LOSS.format(entries=which))
    if people:
        words.append(_WITHOUT_GUARD.format(size=signed, one=people[0], other=people[1]))
    data = {"end": lost.stop, "first": lost.start, "signed": signed}
    by = {"by": people[0], "with": people[1]} if people else {"by": CLERK}
    setting = Setting(None, None, None, office.today(), 0)
    acts = prepare(office, setting, [Fact("restored", {**data, **by})], {}, {})
    entries = [notice(office, " ".join(words)), *acts]
    return append(entries, day=office.utc_day(), expected=Expected(), project=nothing_to_project)
