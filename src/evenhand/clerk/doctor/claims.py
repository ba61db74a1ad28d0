"""What the acts say must be in the committed tables, heard in one pass over all facts."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from evenhand.clerk.doctor import tables, words
from evenhand.clerk.doctor.beside import Beside
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.samples import Draws
from evenhand.process.facts import Into, Recorded
from evenhand.process.sampling import DRAWN

SCHEME_FORMAT = "evenhand.scheme/v1"


def _beside() -> dict[str, Beside]:
    return {
        "compartment": Beside("compartment", ("id",), tables.compartments(), "entry"),
        "partytoken": Beside("partytoken", ("digest",), tables.party_tokens(), "entry"),
        "grant": Beside("grant", ("compartment", "to"), tables.grants(), "entry"),
        "tietoken": Beside("tietoken", ("digest",), tables.tie_tokens(), "entry"),
        "ended": Beside(words.TAKEN_BACK, ("compartment", "to"), tables.ended_grants(), "ended_entry"),
        "phraseholder": Beside("phraseholder", ("lookup",), tables.holders(), "complaint"),
        "sealed": Beside("sealed", ("address",), tables.sealed(), "entry"),
        "submissiontoken": Beside("submissiontoken", ("digest",), tables.tokens(), "complaint"),
    }


@dataclass(slots=True)
class Claims:
    """By table and key: the columns that an act vouches for, and that act's index in `entry` or `ended_entry`.

    Tables that grow with the register are compared on the way; of the others the claims are kept.
    """

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    addresses: dict[str, dict[str, Any]] = field(default_factory=dict)
    appointments: dict[str, dict[str, Any]] = field(default_factory=dict)
    rulebooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    periods: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: dict[str, dict[str, Any]] = field(default_factory=dict)
    ties: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    restored: list[tuple[int, range]] = field(default_factory=list)
    """Acts that say which entries came back from the tiles without their records."""
    damaged: set[int] = field(default_factory=set)
    """Entries that are named already, because nothing they say can be believed: rows that rest on them are left out."""
    beside: dict[str, Beside] = field(default_factory=_beside)
    draws: Draws = field(default_factory=Draws)

    def hear(self, recorded: Recorded, complaint: int | None) -> Iterator[Trouble]:
        """Take in one fact (of the complaint with this index, if it has one), and name what is not as it says."""
        if recorded.data.get("v") == SCHEME_FORMAT:
            self.draws.origin = recorded.data["origin"]
        for item in recorded.data.get("sealed", ()):
            yield from self.beside["sealed"].want(_sealed(item, recorded.index))
        for ended in recorded.data.get("revoked", ()):
            yield from self.beside["ended"].want({**ended, "ended_entry": recorded.index})
        for grant in recorded.data.get("granted", ()):
            yield from self.beside["grant"].want({**grant, "entry": recorded.index})
        for made in recorded.data.get("compartments", ()):
            yield from self._hear_compartment(recorded, made, complaint)
        if recorded.data.get("act") == "tie-declared":
            yield from self._hear_tie(recorded)
        if recorded.data.get("act") == "received":
            yield from self._hear_received(recorded)
        for party in recorded.data.get("parties", ()):
            yield from self._hear_party(recorded, party, complaint)
        if recorded.data.get("act") == DRAWN:
            yield from self.draws.hear(recorded, self.damaged)
        hear = _OFFICE.get(recorded.data.get("act", ""))
        if hear is not None:
            hear(self, recorded)

    def up_to(self, index: int) -> Iterator[Trouble]:
        """Name what is not as the facts heard say, in rows that rest on the entries up to this one."""
        for table in self.beside.values():
            yield from table.up_to(index, self.damaged)

    def rest(self) -> Iterator[Trouble]:
        """The rest: rows that rest on no entry, and rows that are missing."""
        for table in self.beside.values():
            yield from table.rest()

    def _hear_compartment(self, recorded: Recorded, made: dict[str, Any], complaint: int | None) -> Iterator[Trouble]:
        yield from self.beside["compartment"].want(
            {
                "case": recorded.data.get("case") if made["for"] == Into.CASE else None,
                "complaint": complaint,
                "entry": recorded.index,
                "id": made["key"],
                "public": base64.b64decode(made["public"]),
                "purpose": made["for"],
                "vouched": made.get("vouched"),
            }
        )
        for grant in made["grants"]:
            wrap = {"compartment": made["key"], "entry": recorded.index, "to": grant["to"], "wrap": grant["wrap"]}
            yield from self.beside["grant"].want(wrap)

    def _hear_party(self, recorded: Recorded, party: dict[str, Any], complaint: int | None) -> Iterator[Trouble]:
        of = {"case": party["case"], "complaint": complaint, "entry": recorded.index}
        for digest in party["tokens"]:
            yield from self.beside["partytoken"].want({**of, "digest": digest, "said": digest})

    def _hear_tie(self, recorded: Recorded) -> Iterator[Trouble]:
        data, entry = recorded.data, recorded.index
        self.ties[data["tie"]] = {"ended_entry": None, "entry": entry, "kind": data["kind"], "person": data["by"]}
        for digest in data["tokens"]:
            row = {"digest": digest, "entry": entry, "said": digest, "tie": data["tie"]}
            yield from self.beside["tietoken"].want(row)

    def _hear_received(self, recorded: Recorded) -> Iterator[Trouble]:
        data, index = recorded.data, recorded.index
        holder = {
            "complaint": index,
            "entry": index,
            "key": data["holder"]["key"],
            "lookup": data["holder"]["lookup"],
            "public" if "public" in data["holder"] else "learnt": data["holder"]["key"],
        }
        yield from self.beside["phraseholder"].want(holder)
        yield from self.beside["submissiontoken"].want({"complaint": index, "digest": data["token"], "entry": index})


def _sealed(item: dict[str, Any], index: int) -> dict[str, Any]:
    """A ciphertext's row. Its address is the SHA-256 of its bytes; those of a file lie in the blob store."""
    inside = item["address"] if item["what"] == "content" else None
    return {
        "address": item["address"],
        "ciphertext": inside,
        "compartment": item["compartment"],
        "entry": index,
        "what": item["what"],
        "wrap": item["wrap"],
    }


def _account(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.accounts[data["account"]] = {
        "changed_entry": None,
        "confirmed_entry": None if data.get("waits") else recorded.index,
        "digest": data["row"],
        "ended_entry": None,
        "entry": recorded.index,
    }
    if "address" in data:
        _address_given(claims, recorded)


def _address_given(claims: Claims, recorded: Recorded) -> None:
    digest = recorded.data["address"]
    claims.addresses[recorded.data["account"]] = {"digest": digest, "entry": recorded.index, "said": digest}


def _account_confirmed(claims: Claims, recorded: Recorded) -> None:
    made = claims.accounts.get(recorded.data["account"], {})
    made |= {"confirmed_entry": recorded.index}


def _credentials_changed(claims: Claims, recorded: Recorded) -> None:
    """Where the act that made the account cannot be believed, that act is named and this one changes nothing."""
    made = claims.accounts.get(recorded.data["account"], {})
    made |= {"changed_entry": recorded.index, "digest": recorded.data["row"]}


def _keys_exchanged(claims: Claims, recorded: Recorded) -> None:
    """Another key, for which the appointments that hold a proof hold another one."""
    _credentials_changed(claims, recorded)
    for made in claims.appointments.values():
        if made["person"] == recorded.data["account"] and made["stand_in"] is not None:
            made["stand_in"] = recorded.data["stand_in"]


def _account_ended(claims: Claims, recorded: Recorded) -> None:
    made = claims.accounts.get(recorded.data["account"], {})
    made |= {"ended_entry": recorded.index}
    claims.addresses.pop(recorded.data["account"], None)


def _appointment(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.appointments[data["appointment"]] = {
        "background": data.get("background"),
        "by": data["by"],
        "cools_off": data.get("cools_off"),
        "ended_entry": None,
        "entry": recorded.index,
        "person": data["person"],
        "role": data["role"],
        "since": data["since"],
        "stand_in": data["stand_in"],
        "until": data["until"],
    }


def _appointment_ended(claims: Claims, recorded: Recorded) -> None:
    """Where the act that made it cannot be believed, that act is named and this one changes nothing."""
    made = claims.appointments.get(recorded.data["appointment"], {})
    made |= {"ended_entry": recorded.index, "until": recorded.data["until"]}


def _proof_renewed(claims: Claims, recorded: Recorded) -> None:
    """Another proof of the same. Where the act that made the appointment cannot be believed, this one changes nothing."""
    made = claims.appointments.get(recorded.data["appointment"], {})
    made |= {"stand_in": recorded.data["stand_in"]}


def _tie_ended(claims: Claims, recorded: Recorded) -> None:
    made = claims.ties.get(recorded.data["tie"], {})
    made |= {"ended_entry": recorded.index}


def _rulebook(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.rulebooks[data["rulebook"]] = {"entry": recorded.index, "name": data["name"], "version": data["version"]}


def _period(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.periods[data["label"]] = {"end": data["end"], "entry": recorded.index, "first": data["first"]}


def _looks(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.looks[data["day"]] = {"count": data["count"], "entry": recorded.index, "hash": data["hash"]}


def _published(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    claims.findings[str(data["finding"])] = {"by": data["by"], "digest": data["row"], "entry": recorded.index}


def _answered(claims: Claims, recorded: Recorded) -> None:
    data = recorded.data
    said = {name: data[name] for name in ("answer", "by", "finding", "recommendation")}
    claims.answers[str(recorded.index)] = {**said, "digest": data["row"], "entry": recorded.index}


def _restored(claims: Claims, recorded: Recorded) -> None:
    claims.restored.append((recorded.index, range(recorded.data["first"], recorded.data["end"])))


_OFFICE: dict[str, Callable[[Claims, Recorded], None]] = {
    "account-confirmed": _account_confirmed,
    "account-created": _account,
    "account-ended": _account_ended,
    "address-given": _address_given,
    "appointment-ended": _appointment_ended,
    "appointment-made": _appointment,
    "credentials-changed": _credentials_changed,
    "keys-exchanged": _keys_exchanged,
    "looks-sealed": _looks,
    "oversight-published": _published,
    "period-closed": _period,
    "recommendation-answered": _answered,
    "proof-renewed": _proof_renewed,
    "restored": _restored,
    "rulebook-adopted": _rulebook,
    "tie-ended": _tie_ended,
}
