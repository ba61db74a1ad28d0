"""Which counters a statement hides: those that the published tables of the same period hide, by the same rules.

Beside its own table, each family of closings and decisions is looked at in what the entries' kinds tell (`endings`).

Whoever has statement and tables can combine them. So both take the same tables in the same order through `suppress`: what one
shows the other does not hide. In a statement, too, hidden numbers look the same: each is proved to be below one bound that is
far above the small ones, so that nobody is told which is small and which protects it.
"""

from collections.abc import Mapping, Sequence

from evenhand.figures.endings import CLOSED, DECIDED, REOPENED, Endings, hidden_totals
from evenhand.figures.suppress import OneWay, Rule, SafeTable, protect, protect_alone

OVERSIGHT = "oversight"
type Table = tuple[str, Sequence[str]]
"""A family and its parts, as labels of counters. A family without a counter of its own has no label."""


def hidden_counters(
    values: Mapping[str, int], kinds: Mapping[str, int], tables: Sequence[Table], rule: Rule, older: Rule
) -> frozenset[str]:
    """The labels to hide. `values` gives every counter, `kinds` how many entries there are of each kind.

    What is in no table is looked at by itself. `older` is the rule for the counters of older records, which begin with `before/`.
    """
    in_tables = {label for family, parts in tables for label in (family, *parts)}
    alone = [label for label in values if label not in in_tables]
    safe = {family: _protected(values, (family, parts), _rule_for(parts[0], rule, older)) for family, parts in tables}
    withheld = {family for family, table in safe.items() if table.withheld}
    ends = hidden_totals(_endings(values, kinds), rule, withheld)
    withheld |= ends - {REOPENED}
    found = [label for label in withheld if label in values]
    for family, table in safe.items():
        found += [cell.label for cell in table.cells if cell.value is None or family in withheld]
    found += [label for label in alone if _small(label, values[label], _rule_for(label, rule, older))]
    return frozenset(found) | (ends & {REOPENED})


def _protected(values: Mapping[str, int], table: Table, rule: Rule) -> SafeTable:
    family, parts = table
    (safe,) = protect((OneWay(family, tuple((label, values[label]) for label in parts)),), rule)
    return safe


def _endings(values: Mapping[str, int], kinds: Mapping[str, int]) -> Endings:
    """Without what overseers opened, each of which leaves one entry of either kind: how often they did is shown to everybody."""
    opened = values.get(OVERSIGHT, 0)
    return Endings(
        outcomes=kinds.get("outcome", 0) - opened,
        reviews=kinds.get("review", 0) - opened,
        closed=values[CLOSED],
        decided=values[DECIDED],
        reopened=values[REOPENED],
        verified=values["override/verified"],
        vetoed=values["override/vetoed"],
    )


def _small(label: str, value: int, rule: Rule) -> bool:
    return protect_alone(OneWay(label, ((label, value),)), rule).hidden > 0


def _rule_for(label: str, rule: Rule, older: Rule) -> Rule:
    return older if label.startswith("before/") else rule
