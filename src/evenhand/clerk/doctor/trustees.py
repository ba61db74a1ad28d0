"""Whether the trustees' key on file is the one that the newest act says."""

from collections.abc import Iterator

from evenhand.clerk.doctor.finding import Trouble
from evenhand.records.queries.trustees import newest_trustees
from evenhand.vault.keys import PublicKey, key_id

EXCHANGED = (
    "The trustees' key on file has the id {on_file}, and it should be {said}: somebody exchanged it, so that what is granted to "
    "the trustees could be granted to others. Put the file back from the folder that was kept apart, or set trustees anew."
)
MISSING = (
    "Trustees were set with the key {said}, and its file is not there. Put it back from the folder that was kept apart, or set "
    "trustees anew."
)
UNSAID = "There is a trustees' key, and no act says that trustees were set. Remove it, and set trustees with `evenhand trustees`."


def check_trustees(on_file: PublicKey | None) -> Iterator[Trouble]:
    """Compare the public half on file, None where there is none, with the newest act."""
    newest = newest_trustees()
    if newest is None:
        if on_file is not None:
            yield Trouble("keys", "trustees.pub", "", UNSAID)
        return
    if on_file is None:
        yield Trouble("keys", "trustees.pub", "", MISSING.format(said=newest.key), newest.entry)
    elif key_id(on_file) != newest.key:
        sentence = EXCHANGED.format(on_file=key_id(on_file), said=newest.key)
        yield Trouble("keys", "trustees.pub", "", sentence, newest.entry)
