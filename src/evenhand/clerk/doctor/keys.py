"""The register's keys against its entries, and each signed head against the keys that had to sign it (REGISTER.md 9.8)."""

from collections.abc import Iterator, Sequence

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.log import Signed
from evenhand.records.queries.keys import key_changes
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import key_change
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import VerifiedCheckpoint

CHANGED = (
    "{sentence} Compare keys/vkey with the paper that the keys were printed on, and put back the folder kept apart."
)
MISSING = (
    "Entry {entry} adds the key {vkey}, with which the register signs, and it is not among the keys here: put back the folder kept "
    "apart."
)
UNSIGNED = (
    "The head of {size} entries was not signed with {vkey}, and it had to be: the key signs until an entry retires it. Somebody "
    "put another head in its place, or signed without the clerk."
)
TOO_MANY = "The head of {size} entries was signed with {vkey}, which no entry calls for by then: somebody signed without the clerk."


def check_keys(vkeys: str | None, signed: Signed) -> Iterator[Trouble]:
    """Keys that changed without an entry, entries that no register may log, and heads that lack a signature."""
    if vkeys is None or signed.published is None:
        return  # that is told already
    own = [VerifierKey.parse(vkey) for vkey in vkeys.split()]
    try:
        changes = key_changes(own[0].name)
        history = key_change.follow(own, changes)
    except RowsDamaged as error:
        yield Trouble("record", "key", "facts", str(error))
        return
    except RegisterError as error:
        yield Trouble("keys", "vkey", "", CHANGED.format(sentence=error.sentence))
        return
    size = signed.published.checkpoint.size
    for one in changes:
        for key in one.change.add:
            if one.index < size and key not in own:
                yield Trouble("keys", "vkey", "", MISSING.format(entry=one.index, vkey=key.vkey), one.index)
    for head, place in ((signed.published, "log"), (signed.guarded, "guard")):
        if head is not None:
            yield from _check_head(head, place, history.signing(head.checkpoint.size))


def _check_head(head: VerifiedCheckpoint, place: str, called_for: Sequence[VerifierKey]) -> Iterator[Trouble]:
    size = head.checkpoint.size
    for key in called_for:
        if key not in head.keys:
            yield Trouble(place, "", "", UNSIGNED.format(size=size, vkey=key.vkey))
    for key in head.keys:
        if key not in called_for:
            yield Trouble(place, "", "", TOO_MANY.format(size=size, vkey=key.vkey))
