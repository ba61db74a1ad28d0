"""Figures counted again in the plainest way, from the facts alone: one pass over each complaint, no table, no fold.

Shares nothing with what it checks but the words of the facts.
"""

import json
from collections import Counter, defaultdict
from datetime import date
from typing import Any

from evenhand.records.models import Record

type Facts = list[dict[str, Any]]


def recount(as_at: date, edge: int) -> dict[str, Any]:
    """Every counted figure, as the report names them."""
    by_complaint: dict[int, Facts] = defaultdict(list)
    rows = Record.objects.filter(entry_id__lt=edge).exclude(complaint=None).order_by("entry_id")
    for complaint, facts in rows.values_list("complaint", "facts"):
        data = json.loads(bytes(facts))["data"]
        if data["on"] <= as_at.isoformat():
            by_complaint[complaint].append(data)
    complaints: Counter[tuple[str, str, str]] = Counter()
    findings: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for facts in by_complaint.values():
        received = [fact for fact in facts if fact["act"] == "received"]
        if not received:
            continue
        complaints[received[0]["on"][:4], received[0]["category"], _outcome(facts)] += 1
        for case in {fact["case"] for fact in facts if "case" in fact}:
            own = [fact for fact in facts if fact.get("case") == case or case in fact.get("cases", ())]
            found, way = _case(own)
            findings.update(found)
            ways[way] += 1
    return {"complaints": _summed(complaints), "by_finding": dict(findings), "overrides": _overrides(ways)}


def _outcome(facts: Facts) -> str:
    ends = [fact for fact in facts if fact["act"] in ("complaint-closed", "reopened")]
    return ends[-1]["outcome"] if ends and ends[-1]["act"] == "complaint-closed" else ""


def _case(facts: Facts) -> tuple[list[str], str]:
    """The finding on each allegation, and the way of the decision, after the last time that the case was sent back."""
    framed = [str(fact["allegation"]) for fact in facts if fact["act"] == "allegation-framed"]
    back = max((n for n, fact in enumerate(facts) if fact["act"] in ("override-vetoed", "reopened")), default=-1)
    last = {fact["act"]: fact for fact in facts[back + 1 :]}
    if "case-decided" not in last:
        waiting = "overridden" in last and last["overridden"]["held"]
        return ["not recorded"] * len(framed), "held" if waiting else "undecided"
    steps = last["decision-made"]["sanction"] - last["recommended"]["sanction"]
    way = "up" if steps > 0 else "down" if steps < 0 else "same"
    return [last["decision-made"]["findings"][number] for number in framed], way


def _summed(cells: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    def parts(place: int) -> dict[str, dict[str, int]]:
        return {
            name: _three({cell: n for cell, n in cells.items() if cell[place] == name})
            for name in {cell[place] for cell in cells}
        }

    outcomes: Counter[str] = Counter()
    for (_, _, outcome), n in cells.items():
        outcomes[outcome] += n
    del outcomes[""]
    return {**_three(cells), "by_year": parts(0), "by_category": parts(1), "by_outcome": dict(outcomes)}


def _three(cells: dict[tuple[str, str, str], int]) -> dict[str, int]:
    received = sum(cells.values())
    closed = sum(n for (_, _, outcome), n in cells.items() if outcome)
    return {"received": received, "closed": closed, "outstanding": received - closed}


def _overrides(ways: Counter[str]) -> dict[str, int]:
    same, up, down = ways["same"], ways["up"], ways["down"]
    return {"comparable": same + up + down, "same": same, "up": up, "down": down, "held": ways["held"]}
