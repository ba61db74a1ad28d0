"""How much one table may hold. Beyond it a file is refused with a sentence, before it can exhaust the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, lengths in characters, times in seconds of processor time."""

    file_size: int = 512 * 1024 * 1024
    map_size: int = 1024 * 1024
    rows: int = 2_000_000
    cells: int = 20_000_000
    columns: int = 500
    cell_length: int = 100_000
    row_length: int = 1_000_000
    broken_rows: int = 10_000
    workbook_memory: int = 1024 * 1024 * 1024
    workbook_seconds: int = 120


LIMITS = Limits()
