"""Each new entry through the verifier, before anything is signed that holds it (REGISTER.md 9.7).

What an outsider would refuse must never get under a head: nobody could take it away again. So a fault of ours stops the signing
while it can still be mended, and complaints are taken meanwhile.
"""

from collections.abc import Sequence

from evenhand.office.schemes import counting_of, scheme_of
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import entry, scheme, tally
from evenhand_register.entry import RESERVED_KINDS, Entry
from evenhand_register.errors import RegisterError


def check_entries(origin: str, first: int, bodies: Sequence[bytes]) -> None:
    """Check the entries from index `first` on as an audit would. Raises RowsDamaged, naming the first that fails."""
    for index, body in enumerate(bodies, first):
        try:
            _check(origin, entry.parse(body))
        except RegisterError as error:
            raise RowsDamaged(
                f"Entry {index} would be refused by whoever checks the register ({error.code}). {error.sentence}"
            ) from None


def _check(origin: str, new: Entry) -> None:
    if new.kind in RESERVED_KINDS or new.scheme is None:
        return
    scheme.group_of(scheme_of(origin, new.scheme), new)
    if new.tally is not None and new.proof is not None:
        place = tally.Place(origin, new.scheme, new.record, new.kind)
        tally.verify(place, counting_of(origin, new.scheme).points[new.kind], new.tally, new.proof)
