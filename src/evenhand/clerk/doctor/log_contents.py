"""The files of the published log, read as any outsider reads them."""

from collections.abc import Iterator, Mapping
from itertools import islice

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import read
from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Entry
from evenhand_register.audit import audit
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.policy import VerifiedCheckpoint
from evenhand_register.tiles import TILE_WIDTH, VerifiedHashes, read_entries

DAMAGED = (
    "A published file of the register was changed, removed or damaged, and its readers will notice. {what} Put the file back "
    "from a copy of the published folder."
)
OTHER_OPENING = (
    "This published file is missing, or it does not say what the register says: put it back from a copy of the published "
    "folder."
)
CHANGED = (
    "This entry in the database is not the one that was signed and published under its number: it was changed, or exchanged "
    "for another."
)
AND_MORE = "These and every later entry up to {last} are not those that were signed under their numbers."
MOST_NAMED = 20


def check_files(
    log: LogFolder, head: VerifiedCheckpoint, published: Mapping[int, tuple[str, bytes]]
) -> Iterator[Trouble]:
    """Every file that is missing, altered or not what the signed head covers."""
    openings = [
        Trouble("log", path, "", OTHER_OPENING, index)
        for index, (path, content) in published.items()
        if index < head.checkpoint.size and log.read(path) != content
    ]
    yield from openings
    try:
        audit(log, head)
    except RegisterError as error:
        if error.code == "E_TILE" or not openings:  # else it says once more what was said of an opening
            named = list(dict.fromkeys(_damage(log, head.checkpoint))) or [error.sentence]
            yield from (Trouble("log", "", "", DAMAGED.format(what=sentence)) for sentence in named)


def name_rewritten(log: LogFolder, head: Checkpoint) -> Iterator[Trouble]:
    """The entries in the database that are not those of the log, which is sound under its head."""
    others = list(islice(_others(log, head), MOST_NAMED + 1))
    for index in others[:MOST_NAMED]:
        yield Trouble("entry", str(index), "", CHANGED)
    if len(others) > MOST_NAMED:
        yield Trouble("entry", str(others[-1]), "", AND_MORE.format(last=head.size - 1))


def _damage(log: LogFolder, head: Checkpoint) -> Iterator[str]:
    """What is wrong with each part of the log."""
    try:
        hashes = VerifiedHashes(log, head.size, head.root)
    except RegisterError as error:
        yield error.sentence
        return
    for index in range(-(-head.size // TILE_WIDTH)):
        try:
            read_entries(hashes, index)
        except RegisterError as error:
            yield error.sentence


def _others(log: LogFolder, head: Checkpoint) -> Iterator[int]:
    hashes = VerifiedHashes(log, head.size, head.root)
    for bundle in range(-(-head.size // TILE_WIDTH)):
        first = bundle * TILE_WIDTH
        rows = read(Entry.objects.filter(index__gte=first, index__lt=first + TILE_WIDTH), "index", "body")
        there = {row["index"]: row["body"] for row in rows}
        for index, body in enumerate(read_entries(hashes, bundle), first):
            if index in there and there[index] != body:
                yield index
