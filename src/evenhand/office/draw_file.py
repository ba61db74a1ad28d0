"""The file of a draw, its transcript: with it anybody draws again (REGISTER.md section 7)."""

from evenhand.office.frozen_pool import Lottery, newest_size, read_pool
from evenhand.office.receipts import logged_under
from evenhand.process.state import CaseState, ComplaintState, Draw
from evenhand.records.queries.draws import DRAW, public_half
from evenhand_register import draw, note
from evenhand_register.record import Opening
from evenhand_register.tiles import CHECKPOINT, StoredHashes


def drawn(state: ComplaintState, ref: str) -> tuple[CaseState, Draw] | None:
    """The draw of that reference on one of the complaint's cases, if anybody was drawn."""
    found = ((case, one) for case in state.cases for one in case.draws if one.ref == ref and one.drawn is not None)
    return next(found, None)


def value_of(lot: Draw) -> str | None:
    """The random value by which somebody was drawn; None as long as nobody was. Raises RowsDamaged."""
    if lot.drawn is None:
        return None
    return str(public_half(DRAW, lot.drawn).opening["facts"]["data"]["beacon"]["value"])


def transcript(lottery: Lottery, lot: Draw) -> bytes | None:
    """The file, checked; None until a published head covers the draw.

    Checked with the witnesses that the pool names: whether they are independent is for the reader's own policy to say. Raises
    RegisterError or RowsDamaged if what lies here does not make a good one.
    """
    size, raw = newest_size(lottery.log), lottery.log.read(CHECKPOINT)
    if lot.drawn is None or raw is None:
        return None
    frozen, entry = read_pool(lottery, lot), public_half(DRAW, lot.drawn)
    if entry.index >= size:
        return None
    logged = logged_under(entry, StoredHashes(lottery.log, size), note.once(raw, first=True))
    made = draw.build(frozen.entry.body, Opening.parse(frozen.entry.opening), logged)
    draw.verify(made, frozen.policy)
    return made
