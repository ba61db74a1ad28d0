"""The tables of what stands in clear, from the list that the program holds itself to."""

import json
from collections.abc import Iterator, Mapping

from evenhand.process.acts import ACTS, Region
from evenhand.process.clear import COMMON, OF_ACT, Member

REGIONS = {
    Region.COMPLAINT: "Acts on a complaint",
    Region.OFFICE: "Acts of the office",
    Region.IMPORT: "Acts of an import",
}
LONGEST_EXAMPLE = 60


def tables_of_clear() -> str:
    """What every act may have, then for each region what each act has beside it."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from ("## Every act", "", *_table(COMMON), "")
    for region, heading in REGIONS.items():
        yield from (f"## {heading}", "")
        acts = [act for act in ACTS.values() if act.region is region]
        for act in acts:
            if OF_ACT[act.name]:
                yield from (f"### `{act.name}`", "", f"{act.words}.", "", *_table(OF_ACT[act.name]), "")
        bare = [f"`{act.name}`" for act in acts if not OF_ACT[act.name]]
        if bare:
            yield from (f"Nothing beside: {', '.join(bare)}.", "")


def _table(members: Mapping[str, Member]) -> Iterator[str]:
    yield from ("| member | is a | example | why it is not sealed |", "|---|---|---|---|")
    yield from (
        f"| `{name}` | {one.shape.words} | `{_short(one.example)}` | {one.why} |" for name, one in members.items()
    )


def _short(example: object) -> str:
    written = example if isinstance(example, str) else json.dumps(example)
    return written if len(written) <= LONGEST_EXAMPLE else f"{written[:LONGEST_EXAMPLE]}…"
