"""Find out which file is which table of a map, by their columns, and refuse what does not fit with a sentence."""

from itertools import permutations
from pathlib import Path

from evenhand.intake.errors import MapError, TableError
from evenhand.intake.limits import Limits
from evenhand.intake.mapping import TableMap, missing
from evenhand.intake.tables import Table, open_table


def fit(table: TableMap, paths: list[Path], limits: Limits) -> list[Table]:
    """The opened files, the complaints table first. Raises MapError or TableError."""
    wanted = table.tables()
    if len(paths) != len(wanted):
        files = "one file" if len(wanted) == 1 else "two files, the complaints and the cases"
        raise MapError(f"The map {table.name} describes {files}, and {len(paths)} were given.")
    layouts = [table.complaints.sheet.layout]
    if len(wanted) == 2 and table.cases:
        layouts.append(table.cases.sheet.layout)
    failures: list[tuple[bool, list[str]]] = []
    for order in permutations(paths):
        try:
            tables = [open_table(path, layout, limits) for path, layout in zip(order, layouts, strict=True)]
        except TableError as error:
            failures.append((True, [str(error)]))
            continue
        problems = _problems(table, tables)
        if not problems:
            return tables
        failures.append((False, problems))
    _, fewest = min(failures, key=lambda failure: (failure[0], len(failure[1])))
    raise MapError("\n".join(fewest))


def _problems(table: TableMap, tables: list[Table]) -> list[str]:
    problems = []
    for one, wanted, left_out in zip(tables, table.tables(), table.left_out(), strict=True):
        name = one.path.name
        has = ", ".join(one.columns)
        problems += [
            f"{name} has no column {column!r}, which the map {table.name} names; its columns are: {has}."
            for column in missing([*wanted, *left_out], one.columns)
        ]
        problems += [
            f"{name} has a column {column!r} of which the map {table.name} says nothing: "
            "name it there under sealed, or under left_out."
            for column in missing(one.columns, [*wanted, *left_out])
        ]
    return problems
