"""The published log as a folder of files, for reading (REGISTER.md 1.6). Who writes it is in `clerk.log_files`."""

from pathlib import Path

EDGE = "edge"
"""The folder of the heads that were put aside, in the log's."""


def edge_path(size: int) -> str:
    """Where the head of so many entries lies, in the log's folder, if it was put aside."""
    return f"{EDGE}/{size}"


class LogFolder:
    """A folder in the layout of tlog-tiles: a `TileStore`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or None if there is no such file."""
        try:
            with open(f"{self.root}/{path}", "rb", 0) as file:  # noqa: PTH123  (a receipt reads several: a `Path` of each takes longer than its bytes)
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
