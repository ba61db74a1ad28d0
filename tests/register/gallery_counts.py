"""The part of the gallery that counts: registers whose entries or totals lie, each signed by the operator's own key."""

from collections.abc import Callable
from dataclasses import replace

from evenhand_register import entry, generators, statement, tally, tiles
from evenhand_register.entry import Entry
from evenhand_register.group import IDENTITY, number
from evenhand_register.one_of import Nonces
from evenhand_register.statement import Opened

from .counting import CountedLog, counted_log, entropy, open_period
from .support import Files, counted


def counted_as(vector: dict[str, int]) -> Callable[[], Files]:
    """An entry that adds what no template adds."""

    def make() -> Files:
        log = counted_log(periods=1)
        log.forge(vector)
        return log.published()

    return make


def counted_elsewhere() -> Files:
    """An entry that was counted in another register's list and brings its count along."""
    log = counted_log(periods=1)
    log.append(_sealed_for("other.example/register", log).render())
    return log.published()


def _sealed_for(origin: str, log: CountedLog) -> Entry:
    place = tally.Place(origin, log.scheme_id, counted(910), "intake")
    sealed = tally.seal(place, generators.template_points(log.scheme)["intake"], "in/harm", entropy)
    return Entry("intake", "2026-W10", place.record, place.scheme, sealed.tally, sealed.proof)


def empty_count() -> Files:
    log = counted_log(periods=1)
    log.append(replace(_sealed_for(log.origin, log), tally=IDENTITY).render())
    return log.published()


def moved_proof() -> Files:
    """Two honest counts, their proofs exchanged."""
    log = counted_log(periods=0)
    log.count("intake", "in/harm")
    log.count("intake", "in/fraud")
    first, second = map(entry.parse, log.entries[-2:])
    log.entries[-2:] = [replace(first, proof=second.proof).render(), replace(second, proof=first.proof).render()]
    return log.published()


def one_complaint_less() -> Files:
    log = open_period()
    values = log.draft().values
    log.state(values={**values, "received": values["received"] - 1})
    return log.published()


def minus_one_hidden() -> Files:
    """A hidden number that is less than nothing, with the range proof of one that is nothing."""
    log = open_period()
    draft = log.draft()
    opened = {"received/harm": Opened(3, number(11)), "received/other": Opened(-1, number(22))}
    claim = statement.claim_of(draft, opened)
    nonces = {label: Nonces.draw(map(number, range(1, 600)), cell.below) for label, cell in claim.hidden.items()}
    pretended = {**opened, "received/other": Opened(0, number(22))}
    log.log_statement(statement.prove(claim, pretended, log.blinding, nonces, number(7)))
    return log.published()


def period_left_out() -> Files:
    log = counted_log(periods=3)
    at = [index for index, raw in enumerate(log.entries) if b"kind statement" in raw][1]
    del log.entries[at], log.openings[at]
    return log.published()


def statement_not_published() -> Files:
    log = counted_log(periods=2)
    files = log.published()
    del files[tiles.record_path(log.stated[0][0])]
    return files


def exposed() -> Files:
    log = open_period()
    log.state_carelessly({"received/harm": 5})
    return log.published()


LIES: dict[str, tuple[str | None, Callable[[], Files]]] = {
    "counts-good": (None, lambda: counted_log(periods=2).published()),
    "counts-one-hidden-number-that-can-be-worked-out": (None, exposed),
    "count-of-less-than-nothing": ("E_ENTRY_PROOF", counted_as({"received": -1, "received/other": -1})),
    "count-of-two-for-one": ("E_ENTRY_PROOF", counted_as({"received": 2, "received/other": 2})),
    "count-of-a-category-without-the-total": ("E_ENTRY_PROOF", counted_as({"received/other": 1})),
    "count-made-for-another-register": ("E_ENTRY_PROOF", counted_elsewhere),
    "count-with-the-proof-of-another-entry": ("E_ENTRY_PROOF", moved_proof),
    "count-that-is-empty": ("E_POINT", empty_count),
    "totals-with-one-complaint-less": ("E_TOTAL", one_complaint_less),
    "totals-with-minus-one-hidden": ("E_CELL_PROOF", minus_one_hidden),
    "totals-that-leave-a-period-out": ("E_TILING", period_left_out),
    "totals-not-published": ("E_STATEMENT_MISSING", statement_not_published),
}
