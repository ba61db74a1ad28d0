"""What each figure means, in one sentence, with its unit and how far it can be trusted.

A number without a definition cannot be checked (DOMAIN 1, idea 3). The keys are the paths of
`evenhand figures --json`.
"""

from dataclasses import dataclass
from enum import StrEnum

from evenhand.figures.periods import (
    CLOSED_BRIDGE,
    CLOSED_BY_OUTCOME,
    COMPARED,
    RECEIVED_BRIDGE,
    RECEIVED_BY_CATEGORY,
    REOPENED,
    REVIEWS,
)


class Mark(StrEnum):
    """How far a figure can be trusted (DESIGN 1, promise 3)."""

    PROVED = "proved"
    COMPUTED = "computed, not proved"
    CONTRADICTED = "contradicted by a statement"


@dataclass(frozen=True, slots=True)
class Definition:
    """The words under a figure."""

    label: str
    words: str
    unit: str


PUBLISHED: dict[str, Definition] = {
    RECEIVED_BY_CATEGORY: Definition(
        "Received, by category",
        "Complaints whose receipt was recorded in this period, each once, under its primary category.",
        "complaints",
    ),
    RECEIVED_BRIDGE: Definition(
        "Received, by when it happened",
        "The same complaints: how many had come before the period began and were recorded in it.",
        "complaints",
    ),
    CLOSED_BY_OUTCOME: Definition(
        "Closed, by outcome",
        "Complaints whose last case was closed, or that were declined, by an act recorded in this period. One that is"
        " reopened and closed again counts at each closing.",
        "complaints",
    ),
    CLOSED_BRIDGE: Definition(
        "Closed, by when it happened",
        "The same closings: how many are dated before the period began and were recorded in it.",
        "complaints",
    ),
    REVIEWS: Definition(
        "Departures from the recommendation",
        "Acts recorded in this period by which a decision departed from what was recommended, or the independent"
        " reviewer verified or vetoed such a departure. One that is held has no effect until it is verified.",
        "acts",
    ),
    COMPARED: Definition(
        "Decisions beside recommendations",
        "Cases of older records where recommendation and decision both stand on the sanction ladder.",
        "cases",
    ),
    REOPENED: Definition(
        "Reopened", "Closed complaints that were reopened by an act recorded in this period.", "complaints"
    ),
}
"""The tables of a closed period, by name, as anybody may see them."""

DEFINITIONS: dict[str, Definition] = {
    "complaints.received": Definition(
        "Received", "Complaints received on or before the date, by any channel, imported ones included.", "complaints"
    ),
    "complaints.closed": Definition(
        "Closed",
        "Of the complaints received, those whose last case was closed on or before the date and that were not"
        " reopened since.",
        "complaints",
    ),
    "complaints.outstanding": Definition(
        "Outstanding",
        "Complaints received on or before the date and not closed on or before it: received minus closed.",
        "complaints",
    ),
    "complaints.imported": Definition(
        "Imported",
        "Of the complaints received, those taken over from records kept elsewhere before this register.",
        "complaints",
    ),
    "complaints.by_year": Definition(
        "By year of receipt",
        "The complaints received in each calendar year, and how many of these are closed and outstanding.",
        "complaints",
    ),
    "complaints.by_category": Definition(
        "By category",
        "The complaints received under each primary category, and how many of these are closed and outstanding.",
        "complaints",
    ),
    "complaints.by_outcome": Definition(
        "By outcome",
        "The closed complaints under the outcome they were closed with; together all closed.",
        "complaints",
    ),
    "flow.opening": Definition(
        "Outstanding before",
        "Complaints outstanding at the end of the day before the first of the days.",
        "complaints",
    ),
    "flow.received": Definition("Received meanwhile", "Complaints received on one of the days.", "complaints"),
    "flow.reopened": Definition(
        "Reopened meanwhile", "Acts of these days by which a closed complaint was opened again.", "acts"
    ),
    "flow.closed": Definition(
        "Closed meanwhile",
        "Acts of these days by which a complaint was closed; one that is reopened and closed again counts twice.",
        "acts",
    ),
    "flow.closing": Definition(
        "Outstanding after", "Complaints outstanding at the end of the last of the days.", "complaints"
    ),
    "flow.unexplained": Definition(
        "Unexplained",
        "Outstanding before + received + reopened - closed - outstanding after: 0 unless acts contradict each other.",
        "complaints",
    ),
    "allegations.total": Definition(
        "Allegations",
        "Claimed breaches of one clause by one respondent; a complaint may hold several.",
        "allegations",
    ),
    "allegations.by_finding": Definition(
        "By finding", "The allegations under the finding made on each; together all allegations.", "allegations"
    ),
    "allegations.by_clause": Definition(
        "By clause", "The allegations under the clause said to be broken; together all allegations.", "allegations"
    ),
    "overrides.comparable": Definition(
        "Comparable decisions",
        "Decisions made on or before the date where recommendation and decision both stand on the sanction ladder.",
        "decisions",
    ),
    "overrides.same": Definition(
        "As recommended", "Comparable decisions on the same rung as the recommendation.", "decisions"
    ),
    "overrides.up": Definition("Up", "Comparable decisions on a harsher rung than the recommendation.", "decisions"),
    "overrides.down": Definition(
        "Down", "Comparable decisions on a milder rung than the recommendation.", "decisions"
    ),
    "overrides.not_comparable": Definition(
        "Not comparable",
        "Decisions, and cases of older records, where the recommendation or the decision is missing or not on the"
        " sanction ladder.",
        "decisions",
    ),
    "overrides.held": Definition(
        "Held for a second signature",
        "Decisions that depart from the recommendation and wait for the independent reviewer: they have no effect yet"
        " and are in no other figure.",
        "decisions",
    ),
    "days_to_close.median": Definition(
        "Median, open ones counted",
        "The day by which half of the complaints are closed; open ones count with their age so far (Kaplan-Meier).",
        "days",
    ),
    "days_to_close.median_range": Definition(
        "95% interval of the median",
        "Where the median may lie by chance alone (Greenwood, log-log); an end that is not reached is empty.",
        "days",
    ),
    "days_to_close.p75": Definition(
        "Three quarters closed",
        "The day by which 75% of the complaints are closed; open ones count with their age so far.",
        "days",
    ),
    "days_to_close.p75_range": Definition(
        "95% interval of that",
        "Where the day by which 75% are closed may lie by chance alone; an end that is not reached is empty.",
        "days",
    ),
    "days_to_close.p90": Definition(
        "Nine tenths closed",
        "The day by which 90% of the complaints are closed; open ones count with their age so far.",
        "days",
    ),
    "days_to_close.p90_range": Definition(
        "95% interval of that",
        "Where the day by which 90% are closed may lie by chance alone; an end that is not reached is empty.",
        "days",
    ),
    "days_to_close.median_closed_only": Definition(
        "Median, closed ones only",
        "The middle of the closed complaints alone. It flatters a backlog: read it beside the other median only.",
        "days",
    ),
    "days_to_close.closed": Definition(
        "Closed, in these medians", "Closed complaints that the medians are made from.", "complaints"
    ),
    "days_to_close.open": Definition(
        "Open, in these medians", "Outstanding complaints that the median with open ones is made from.", "complaints"
    ),
    "days_to_close.left_out_negative": Definition(
        "Left out, dates contradict",
        "Complaints recorded as closed before they were received; they are in no median.",
        "complaints",
    ),
    "days_to_close.left_out_undated": Definition(
        "Left out, day not known",
        "Complaints from older records that are closed, on a day that the records do not give; they are in no median.",
        "complaints",
    ),
    "ages.bands": Definition(
        "Age of the outstanding",
        "Outstanding complaints by days since receipt; together all outstanding.",
        "complaints",
    ),
    "ages.oldest": Definition("Oldest", "Days since receipt of the oldest outstanding complaint.", "days"),
    "ages.median": Definition("Median age", "The middle of the ages of the outstanding complaints.", "days"),
}
