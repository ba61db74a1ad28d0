"""Each new entry through the verifier, before anything is signed that holds it (REGISTER.md 9.7).

What an outsider would refuse must never get under a head: nobody could take it away again. So a fault of ours stops the signing
while it can still be mended, and complaints are taken meanwhile.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial

from evenhand.office.schemes import counting_of, scheme_of
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import entry, tally
from evenhand_register.entry import RESERVED_KINDS, Entry
from evenhand_register.errors import RegisterError
from evenhand_register.scheme import Scheme, group_of


def check_entries(origin: str, first: int, bodies: Sequence[bytes]) -> None:
    """Check the entries from index `first` on as an audit would. Raises RowsDamaged, naming the first that fails.

    Each scheme that they cite is read once: reading one takes longer than checking an entry.
    """
    read = cache(partial(scheme_of, origin))
    for index, body in enumerate(bodies, first):
        try:
            _check(origin, entry.parse(body), read)
        except RegisterError as error:
            raise RowsDamaged(
                f"Entry {index} would be refused by whoever checks the register ({error.code}). {error.sentence}"
            ) from None


def _check(origin: str, new: Entry, read: Callable[[bytes], Scheme]) -> None:
    if new.kind in RESERVED_KINDS or new.scheme is None:
        return
    group_of(read(new.scheme), new)
    if new.tally is not None and new.proof is not None:
        place = tally.Place(origin, new.scheme, new.record, new.kind)
        tally.verify(place, counting_of(origin, new.scheme).points[new.kind], new.tally, new.proof)
