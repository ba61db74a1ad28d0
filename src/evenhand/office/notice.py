"""Say something to everyone in the register itself: an entry of the kind `notice`, whose words are public (REGISTER.md 2.4)."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.process.facts import Recorded
from evenhand.records.append import Expected, Prepared, append
from evenhand_register import canonical
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.record import NO_CONTENT, commit, facts

_GOES_ON = (
    "This register goes on where another one ended, {origin}, whose key was lost or stolen. The last head of it that counts has "
    "{size} entries and the root {root}. Whatever is shown beyond that head in the name of {origin} is not ours."
)


def notice(office: Office, words: str) -> Prepared:
    """A notice, ready to be appended."""
    document = {"origin": office.origin, "v": "evenhand.notice/v1", "words": words}
    whole, salt = facts("notice", document), office.entropy(32)
    return Prepared(
        kind="notice",
        act="notice",
        complaint=None,
        begins=None,
        data=document,
        facts=canonical.dumps(whole),
        facts_salt=salt,
        content_hash=NO_CONTENT,
        record=commit(whole, salt),
        scheme=None,
    )


def goes_on_after(office: Office, head: Checkpoint) -> None:
    """Log that this register goes on where the one of that head ended (REGISTER.md 9.8)."""
    words = _GOES_ON.format(origin=head.origin, size=head.size, root=b64encode(head.root))
    append([notice(office, words)], day=office.utc_day(), expected=Expected(), project=_nothing_to_project)


def _nothing_to_project(recorded: Sequence[Recorded]) -> None:
    """A notice is read from its record."""
