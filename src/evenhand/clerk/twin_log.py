"""The public log on a second path as well, written first there, so that nothing is ever signed that lies in one place only.

After a loss of the database this second path alone shows what was registered since the last backup (DESIGN 5.13). It is laid out
as `evenhand publish` lays it out, and may be served to the public. The sealed sums lie beside it, in a folder of their own.
"""

from collections.abc import Mapping
from pathlib import Path

from evenhand.clerk.log_files import LogDamaged, LogFiles
from evenhand.clerk.publish import PARTS
from evenhand.office.published_files import key_files, key_files_of_old
from evenhand.records.blobs import sync_folder

_KEY = "vkey"


class TwinLog(LogFiles):
    """The log's folder and a second one. Reads from the first; raises LogDamaged where the second is not this register's."""

    def __init__(self, root: Path, second: Path, vkeys: str) -> None:
        super().__init__(root)
        self._second = LogFiles(second)
        self._own = key_files_of_old(vkeys)
        self._caught_up = False

    def add(self, files: Mapping[str, bytes]) -> None:
        """Write files that never change, durably, in both places. Raises LogDamaged, OSError."""
        self._ready()
        self._second.add(files)
        super().add(files)

    def replace(self, path: str, content: bytes) -> None:
        """Put a file in place of the one before, durably, in both places: the checkpoint. Raises LogDamaged, OSError."""
        self._ready()
        self._second.replace(path, content)
        super().replace(path, content)

    def keep_sums(self, size: int, sealed: bytes) -> None:
        """Write the sealed sums beside both copies of the log. Raises LogDamaged, OSError."""
        self._ready()
        self._second.keep_sums(size, sealed)
        super().keep_sums(size, sealed)

    def has_sums(self, size: int) -> bool:
        """Whether the sealed sums of so many entries lie beside both copies."""
        return self._second.has_sums(size) and super().has_sums(size)

    def forget_sums(self, but: int) -> None:
        """Destroy the sealed sums of any other size beside both copies."""
        self._second.forget_sums(but)
        super().forget_sums(but)

    def keep_beside(self, vkeys: str, policy: bytes) -> None:
        """Bring key and policy on the second path up to date, where that is this register's."""
        self._own |= key_files_of_old(vkeys)
        if self._second.read(_KEY) in self._own:
            for name, content in key_files(vkeys, policy).items():
                if self._second.read(name) != content:
                    self._second.replace(name, content)

    def _ready(self) -> None:
        """Look whether the second path is there, and bring it up to date once: it may have been away for a while."""
        try:
            found = self._second.read(_KEY)
        except OSError as error:
            raise LogDamaged(f"The log's second path {self._second.root} cannot be read: {error.strerror}.") from None
        if found not in self._own:
            raise LogDamaged(
                f"The log's second path {self._second.root} does not hold this register. Is its disk mounted? If it is a new "
                f"one, begin it with `evenhand publish {self._second.root}`."
            )
        if not self._caught_up:
            self._catch_up()
            self._caught_up = True

    def _catch_up(self) -> None:
        for part in PARTS:
            for folder, _, names in (self.root / part).walk():
                paths = [folder / name for name in sorted(names) if not name.startswith(".")]
                missing = [path for path in paths if not (self._second.root / path.relative_to(self.root)).exists()]
                self._second.add({path.relative_to(self.root).as_posix(): path.read_bytes() for path in missing})


def begin_second_path(folder: Path, vkeys: str) -> None:
    """Make a folder the second path of a new register. Raises LogDamaged if it holds anything else."""
    files = key_files(vkeys)
    if (
        folder.exists()
        and (not folder.is_dir() or any(folder.iterdir()))
        and LogFiles(folder).read(_KEY) != files[_KEY]
    ):
        raise LogDamaged(f"{folder} holds other things: name an empty folder for the second copy of the register.")
    made = LogFiles(folder)
    for name, content in files.items():
        made.replace(name, content)
    sync_folder(folder)
