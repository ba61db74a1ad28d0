"""Say something to everyone in the register itself: an entry of the kind `notice`, whose words are public (REGISTER.md 2.4)."""

from evenhand.office.context import Office
from evenhand.office.public_entry import nothing_to_project, public_entry
from evenhand.records.append import Expected, Prepared, append
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode

_GOES_ON = (
    "This register goes on where another one ended, {origin}, whose key was lost or stolen. The last head of it that counts has "
    "{size} entries and the root {root}. Whatever is shown beyond that head in the name of {origin} is not ours."
)


def notice(office: Office, words: str) -> Prepared:
    """A notice, ready to be appended."""
    document = {"origin": office.origin, "v": "evenhand.notice/v1", "words": words}
    return public_entry(office, "notice", document)


def goes_on_after(office: Office, head: Checkpoint) -> None:
    """Log that this register goes on where the one of that head ended (REGISTER.md 9.8)."""
    words = _GOES_ON.format(origin=head.origin, size=head.size, root=b64encode(head.root))
    append([notice(office, words)], day=office.utc_day(), expected=Expected(), project=nothing_to_project)
