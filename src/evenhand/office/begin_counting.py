"""Begin to count under proof in a register that was begun before anything was counted (REGISTER.md sections 3 and 5).

Its scheme has groups without templates. The new one names it as the one before; with it a new period begins, so that the first
statement is of everything up to there and proves that nothing was counted. What is open then is entered once more, as carried over,
before anything else: so that the numbers outstanding are right from the first day.

Nothing may happen meanwhile, so it is part of `evenhand upgrade`; broken off, it is gone on with.
"""

from evenhand.office.act import write_facts
from evenhand.office.context import Office
from evenhand.office.lay_scheme import counts_the_same, replace_scheme
from evenhand.office.public_entry import nothing_to_project
from evenhand.process.acts import CARRIED_OVER
from evenhand.process.codes import ComplaintStage
from evenhand.process.facts import Fact
from evenhand.process.state import CLERK
from evenhand.records.append import CLOSES, SCHEME
from evenhand.records.load import load, office_index, rulebook_in_force
from evenhand.records.models import Complaint, Record

_OF_THE_BEGINNING = (CARRIED_OVER, CLOSES, SCHEME)
"""What is logged before anything else happens under the first scheme that counts."""


def counts(office: Office) -> bool:
    """Whether entries are counted under proof, or nothing was begun yet."""
    return not Record.objects.filter(act=SCHEME).exists() or bool(office.scheme().points)


def begin_counting(office: Office) -> int | None:
    """Lay down the first scheme that counts, and carry over what is open; how many complaints were. None: it counts already."""
    began = not office.scheme().points
    if began:
        replace_scheme(office, rulebook_in_force(), [], nothing_to_project, office_index())
    waiting = _to_carry_over()
    for complaint in waiting:
        loaded = load(complaint, office.today())
        if loaded is not None:
            write_facts(office, loaded, [Fact(CARRIED_OVER, {"by": CLERK})])
    return len(waiting) if began or waiting else None


def count_as_now(office: Office) -> bool:
    """Lay down another scheme where this version counts something that the one in force does not; whether that was so."""
    rulebook = rulebook_in_force()
    if counts_the_same(office, rulebook):
        return False
    replace_scheme(office, rulebook, [], nothing_to_project, office_index())
    return True


def _to_carry_over() -> list[int]:
    """Complaints that were received under a scheme that counts nothing, are open, and were not carried over yet."""
    counting = _first_counting()
    if Record.objects.filter(entry_id__gt=counting).exclude(act__in=_OF_THE_BEGINNING).exists():
        return []  # counting began long ago, and what was open then was carried over then
    carried = Record.objects.filter(act=CARRIED_OVER).values("complaint")
    open_then = Complaint.objects.filter(imported=False, index__lt=counting).exclude(stage=ComplaintStage.CLOSED)
    return list(open_then.exclude(index__in=carried).order_by("index").values_list("index", flat=True))


def _first_counting() -> int:
    """The index of the second scheme, if the first counts nothing; else 0, for nothing lies before it."""
    schemes = list(Record.objects.filter(act=SCHEME).order_by("entry_id").values_list("entry_id", "facts")[:2])
    counts_nothing = len(schemes) > 1 and b'"complement":0' in bytes(schemes[0][1])
    return int(schemes[1][0]) if counts_nothing else 0
