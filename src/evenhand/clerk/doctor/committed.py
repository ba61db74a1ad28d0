"""The committed tables against the acts that hold their hashes."""

from collections.abc import Iterator
from datetime import date

from evenhand.clerk.doctor.claims import Claims, sha256
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.rows import Row, compare
from evenhand.office.create_account import account_digest
from evenhand.office.looking import looks_digest
from evenhand.process.rulebook import RulebookError, parse
from evenhand.records.models import Account, Appointment, Period, PhraseHolder, RulebookText, SubmissionToken


def check_committed(claims: Claims) -> Iterator[Trouble]:
    """Every committed row of the office, with the act that says otherwise."""
    yield from _with_act("account", claims.accounts, _accounts())
    yield from _with_act("appointment", claims.appointments, _appointments())
    yield from _with_act("rulebooktext", claims.rulebooks, _rulebooks())
    yield from _with_act("period", claims.periods, _periods())
    yield from _holders(claims)
    yield from _looks(claims)


def _with_act(table: str, claimed: dict[str, dict[str, object]], found: Iterator[Row]) -> Iterator[Trouble]:
    expected = [{"key": key, **columns} for key, columns in claimed.items()]
    for trouble in compare(table, ("key",), expected, found):
        act = claimed.get(trouble.key, {}).get("entry")
        yield Trouble(table, trouble.key, trouble.column, trouble.sentence, act if isinstance(act, int) else None)


def _accounts() -> Iterator[Row]:
    for row in Account.objects.all():
        yield {"digest": account_digest(row), "ended_entry": row.ended_entry, "entry": row.entry, "key": row.ref}


def _appointments() -> Iterator[Row]:
    for row in Appointment.objects.all():
        yield {
            "by": row.by,
            "ended_entry": row.ended_entry,
            "entry": row.entry,
            "key": row.ref,
            "person_id": row.person_id,
            "role": row.role,
            "since": row.since.isoformat(),
            "stand_in": sha256(bytes(row.stand_in)) if row.stand_in else None,
            "until": row.until.isoformat() if row.until else None,
        }


def _rulebooks() -> Iterator[Row]:
    for row in RulebookText.objects.all():
        try:
            key = parse(row.text).hash
        except RulebookError:
            key = f"{row.hash} (its text is no rulebook)"
        yield {"entry": row.entry, "key": key, "name": row.name, "version": row.version}


def _periods() -> Iterator[Row]:
    for row in Period.objects.all():
        yield {"end": row.end, "entry": row.entry, "first": row.first, "key": row.label}


def _holders(claims: Claims) -> Iterator[Trouble]:
    tokens = SubmissionToken.objects.values("digest", "complaint")
    expected = [{"complaint": complaint, "digest": digest} for digest, complaint in claims.tokens.items()]
    yield from compare("submissiontoken", ("digest",), expected, tokens)
    holders = PhraseHolder.objects.values("lookup", "complaint", "key")
    wanted = [{"lookup": lookup, **columns} for lookup, columns in claims.holders.items()]
    yield from compare("phraseholder", ("lookup",), wanted, holders)


def _looks(claims: Claims) -> Iterator[Trouble]:
    for day, claimed in claims.looks.items():
        if looks_digest(date.fromisoformat(day)) != (claimed["count"], claimed["hash"]):
            yield Trouble(
                "look",
                day,
                "",
                "The record of who looked at what on this day was changed after it was sealed.",
                claimed["entry"],
            )
