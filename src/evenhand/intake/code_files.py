"""Code lists that are too long for the map itself: CSV files with two columns, beside the map."""

from pathlib import Path

from evenhand.intake.errors import TableError
from evenhand.intake.rows import BrokenRow, text
from evenhand.intake.tables import Layout, open_table


def read_pairs(folder: Path, name: str, columns: tuple[str, str], mistakes: list[str]) -> list[tuple[str, str]]:
    """The rows of the file called `name` in `folder`, as texts. What is wrong with it goes to `mistakes`."""
    if Path(name).name != name:
        mistakes.append(f"{name!r} must be the name of a file beside the map, without a folder.")
        return []
    try:
        table = open_table(folder / name, Layout())
        rows = list(table.rows())
    except TableError as error:
        mistakes.append(str(error))
        return []
    if table.columns != columns:
        mistakes.append(f"{name} must have the columns {' and '.join(columns)}, and has: {', '.join(table.columns)}.")
        return []
    mistakes += [f"{name}, row {row.number}: {row.reason}" for row in rows if isinstance(row, BrokenRow)]
    return [(text(row.cells[0]), text(row.cells[1])) for row in rows if not isinstance(row, BrokenRow)]
