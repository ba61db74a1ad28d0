"""The figures as one JSON object (DESIGN 8) and as text for a terminal, each with its definition."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from textwrap import wrap
from typing import Any

from evenhand.figures.definitions import DEFINITIONS, Mark
from evenhand.figures.model import AgeBand, Counts, DayRange
from evenhand.figures.summary import Figures, RecordedLater

TEXT_WIDTH = 100
LABEL_WIDTH = 30
NUMBER_WIDTH = 13
LABEL_MOST = 60
NO_NUMBER = "none yet"
MOVED = ("opening", "received", "reopened", "closed", "closing", "unexplained")
"""The members of a flow that are counts, in the order in which they are added up."""
GROUPS = {
    "complaints": "Complaints",
    "flow": "What moved between two dates",
    "allegations": "Allegations",
    "overrides": "Decisions beside recommendations",
    "days_to_close": "Days from receipt to closing",
    "ages": "Age of what is outstanding",
}


def figures_json(figures: Figures) -> dict[str, Any]:
    """The object that `evenhand figures --json` prints, ready for `json.dumps`."""
    basis, complaints, time, ages = figures.basis, figures.complaints, figures.days_to_close, figures.ages
    known = basis.as_known
    return {
        "as_at": basis.as_at.isoformat(),
        "as_known": known.isoformat() if isinstance(known, date) else known,
        "register": {"size": basis.size, "root": basis.root},
        "recorded_later": asdict(basis.later),
        "complaints": {
            **_counts(complaints),
            "imported": _counts(complaints.imported),
            "by_year": {str(year): _counts(counts) for year, counts in complaints.by_year.items()},
            "by_category": {name: _counts(counts) for name, counts in complaints.by_category.items()},
            "by_outcome": complaints.by_outcome,
        },
        "allegations": {
            "total": figures.allegations.total,
            "by_finding": figures.allegations.by_finding,
            "by_clause": figures.allegations.by_clause,
        },
        "overrides": {
            "comparable": figures.overrides.comparable,
            "same": figures.overrides.same,
            "up": figures.overrides.up,
            "down": figures.overrides.down,
            "not_comparable": figures.overrides.not_comparable,
            "held": figures.overrides.held,
        },
        "days_to_close": {
            "median": time.median,
            "median_range": _range(time.median_range),
            "median_closed_only": time.median_closed_only,
            "p75": time.p75,
            "p75_range": _range(time.p75_range),
            "p90": time.p90,
            "p90_range": _range(time.p90_range),
            "closed": time.closed,
            "open": time.open,
            "left_out_negative": time.left_out_negative,
            "left_out_undated": time.left_out_undated,
        },
        "flow": {
            "since": figures.flow.since.isoformat(),
            "until": figures.flow.until.isoformat(),
            **{key: getattr(figures.flow, key) for key in MOVED},
        },
        "ages": {
            "bands": {_band(band): band.count for band in ages.bands},
            "oldest": ages.oldest,
            "median": ages.median,
        },
        "definitions": {
            path: {"label": one.label, "words": one.words, "unit": one.unit, "mark": Mark.COMPUTED.value}
            for path, one in DEFINITIONS.items()
        },
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {"received": counts.received, "closed": counts.closed, "outstanding": counts.outstanding}


def _range(days: DayRange) -> dict[str, int | None]:
    return {"low": days.low, "high": days.high}


def _band(band: AgeBand) -> str:
    return f"{band.first}-{band.last}" if band.last is not None else f"over {band.first - 1}"


def figures_text(figures: Figures, width: int = TEXT_WIDTH) -> str:
    """The same figures for people at a terminal: each number with its definition, in lines of at most `width`.

    Labels come from rulebooks and imported tables, so what could steer a terminal is replaced.
    """
    report = figures_json(figures)
    known = (
        f"on {report['as_known']}" if isinstance(figures.basis.as_known, date) else f"at entry {report['as_known']}"
    )
    lines = [
        f"As at {report['as_at']}, as known {known}.",
        f"Register: {figures.basis.size:,} entries, root {figures.basis.root}",
        *wrap(_later(figures.basis.later), max(width, 40)),
        f"What moved is counted from {report['flow']['since']} to {report['flow']['until']}, both included.",
        f"Every figure below is marked: {Mark.COMPUTED}.",
    ]
    group = ""
    for path, definition in DEFINITIONS.items():
        name, key = path.split(".")
        if name != group:
            group = name
            lines += ["", GROUPS[name]]
        value = report[name][key]
        if isinstance(value, Mapping) and not key.endswith("_range"):
            lines += [_line(definition.label, ""), *_words(definition.words, width), *_table(value)]
        else:
            lines += [_line(definition.label, _number(value)), *_words(definition.words, width)]
    return "\n".join(lines) + "\n"


def _later(later: RecordedLater) -> str:
    if later == RecordedLater():
        return "Nothing that had happened by that date was recorded afterwards."
    return (
        f"Happened by that date and recorded only afterwards: {later.received:,} received, {later.closed:,} closed, "
        f"{later.reopened:,} reopened. As known today the figures differ by these."
    )


def _line(label: str, value: str) -> str:
    return f"  {label:<{LABEL_WIDTH}}{value:>{NUMBER_WIDTH}}".rstrip()


def _words(words: str, width: int) -> list[str]:
    return wrap(words, max(width, 40), initial_indent=" " * 6, subsequent_indent=" " * 6)


def _number(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{_number(value['low'])} to {_number(value['high'])}"
    return NO_NUMBER if value is None else f"{value:,}"


def _table(parts: Mapping[str, Any]) -> Iterator[str]:
    rows = [(_printable(label), part) for label, part in parts.items()]
    widest = max((len(label) for label, _ in rows), default=0)
    heads = ("received", "closed", "outstanding")
    if any(isinstance(part, Mapping) for _, part in rows):
        yield f"        {'':<{widest}}{''.join(f'{head:>{NUMBER_WIDTH}}' for head in heads)}"
    for label, part in rows:
        numbers = [part[head] for head in heads] if isinstance(part, Mapping) else [part]
        yield f"        {label:<{widest}}{''.join(f'{number:>{NUMBER_WIDTH},}' for number in numbers)}"


def _printable(label: str) -> str:
    clean = "".join(character if character.isprintable() else "\ufffd" for character in label)
    return clean if len(clean) <= LABEL_MOST else f"{clean[: LABEL_MOST - 1]}…"
