"""Which counters a statement hides: those that the published tables of the same period hide, by the same rules.

Whoever has statement and tables can combine them. So both take the same tables in the same order through `suppress`: what one
shows the other does not hide. In a statement, too, hidden numbers look the same: each is proved to be below one bound that is
far above the small ones, so that nobody is told which is small and which protects it.
"""

from collections.abc import Iterator, Mapping, Sequence

from evenhand.figures.suppress import OneWay, Rule, protect, protect_alone

type Table = tuple[str, Sequence[str]]
"""A family and its parts, as labels of counters. A family without a counter of its own has no label."""


def hidden_counters(values: Mapping[str, int], tables: Sequence[Table], rule: Rule, older: Rule) -> frozenset[str]:
    """The labels to hide. `values` gives every counter; what is in no table is looked at by itself.

    `older` is the rule for the counters of older records, which begin with `before/`.
    """
    in_tables = {label for family, parts in tables for label in (family, *parts)}
    alone = [label for label in values if label not in in_tables]
    found = [label for table in tables for label in _of_table(values, table, _rule_for(table[1][0], rule, older))]
    found += [label for label in alone if _small(label, values[label], _rule_for(label, rule, older))]
    return frozenset(found)


def _of_table(values: Mapping[str, int], table: Table, rule: Rule) -> Iterator[str]:
    family, parts = table
    (safe,) = protect((OneWay(family, tuple((label, values[label]) for label in parts)),), rule)
    if safe.withheld and family in values:
        yield family
    yield from (cell.label for cell in safe.cells if cell.value is None)


def _small(label: str, value: int, rule: Rule) -> bool:
    return protect_alone(OneWay(label, ((label, value),)), rule).hidden > 0


def _rule_for(label: str, rule: Rule, older: Rule) -> Rule:
    return older if label.startswith("before/") else rule
