"""What the acts say must be in the committed tables, gathered in one pass over all facts."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from evenhand.process.facts import Recorded


@dataclass(slots=True)
class Claims:
    """By table and key: the columns that an act vouches for, and that act's index in `entry` or `ended_entry`."""

    sealed: dict[str, dict[str, Any]] = field(default_factory=dict)
    compartments: dict[str, dict[str, Any]] = field(default_factory=dict)
    grants: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    appointments: dict[str, dict[str, Any]] = field(default_factory=dict)
    rulebooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    periods: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    holders: dict[str, dict[str, Any]] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)
    """The index of the first entry of each complaint, by the complaint's reference."""

    def hear(self, recorded: Recorded) -> None:
        """Take in one fact."""
        if "complaint" in recorded.data:
            self.begun.setdefault(recorded.data["complaint"], recorded.index)
        for item in recorded.data.get("sealed", ()):
            self.sealed[item["address"]] = {**item, "entry": recorded.index}
        for made in recorded.data.get("compartments", ()):
            self._hear_compartment(recorded, made)
        hear = _OFFICE.get(recorded.data.get("act", ""))
        if hear is not None:
            hear(self, recorded)

    def _hear_compartment(self, recorded: Recorded, made: dict[str, Any]) -> None:
        self.compartments[made["key"]] = {
            "case": recorded.data.get("case"),
            "complaint": self.begun.get(recorded.data.get("complaint", "")),
            "entry": recorded.index,
            "public": base64.b64decode(made["public"]),
            "purpose": made["for"],
        }
        for grant in made["grants"]:
            self.grants[made["key"], grant["to"]] = {"entry": recorded.index, "wrap": grant["wrap"]}


def _received(claims: Claims, recorded: Recorded) -> None:
    holder = recorded.data["holder"]
    claims.tokens[recorded.data["token"]] = recorded.index
    claims.holders[holder["lookup"]] = {"complaint": recorded.index, "key": holder["key"]}


def _account(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.accounts[data["account"]] = {"digest": data["row"], "ended_entry": None, "entry": recorded.index}


def _appointment(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.appointments[data["appointment"]] = {
        "by": data["by"],
        "ended_entry": None,
        "entry": recorded.index,
        "person_id": data["person"],
        "role": data["role"],
        "since": data["since"],
        "stand_in": data["stand_in"],
        "until": data["until"],
    }


def _appointment_ended(claims: Claims, recorded: Recorded) -> None:
    ended = {"ended_entry": recorded.index, "until": recorded.data["until"]}
    claims.appointments[recorded.data["appointment"]].update(ended)


def _rulebook(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.rulebooks[data["rulebook"]] = {"entry": recorded.index, "name": data["name"], "version": data["version"]}


def _period(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.periods[data["label"]] = {"end": data["end"], "entry": recorded.index, "first": data["first"]}


def _looks(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.looks[data["day"]] = {"count": data["count"], "entry": recorded.index, "hash": data["hash"]}


_OFFICE: dict[str, Callable[[Claims, Recorded], None]] = {
    "account-created": _account,
    "appointment-ended": _appointment_ended,
    "appointment-made": _appointment,
    "looks-sealed": _looks,
    "period-closed": _period,
    "received": _received,
    "rulebook-adopted": _rulebook,
}


def sha256(value: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(value).hexdigest()
