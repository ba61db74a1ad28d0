"""Whether the sums of what is not stated yet lie sealed beside each copy of the log, as far as is signed (DESIGN 5.13)."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.log_files import sums_folder
from evenhand.records.log_folder import LogFolder
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.tiles import CHECKPOINT

GONE = (
    "No sealed sums of the {size} entries that are signed lie here. If the database were lost now, the totals of this period could "
    "never be proved. The service seals them within seconds of its start; if it runs, ask who took them away."
)


def check_sealed(log: LogFolder, copies: Iterable[Path]) -> Iterator[Trouble]:
    """Each copy of the log without them. A clerk may be at work: those of more entries than we saw signed will do."""
    raw = log.read(CHECKPOINT)
    try:
        size = Checkpoint.parse(note.parse(raw).text).size if raw is not None else 0
    except RegisterError:
        return  # which is told where the head is looked at
    for folder in map(sums_folder, copies):
        if size and not any(path.name.isdigit() and int(path.name) >= size for path in folder.glob("*")):
            yield Trouble("sealed sums", str(folder), "", GONE.format(size=size))
