"""Who can give access anew when nobody is left who has it: trustees with shares of one key, set by two people, and rehearsed."""

from dataclasses import dataclass

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.public_entry import nothing_to_project
from evenhand.office.settle import settle
from evenhand.process.appointing import may_set_trustees, may_set_up
from evenhand.process.facts import Fact, Refusal
from evenhand.records.load import people
from evenhand.vault.keys import PublicKey, key_id

_ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class SetTrustees:
    """Let `threshold` of `count` trustees together hold the private half of `public`."""

    public: PublicKey
    threshold: int
    count: int


def refuses_trustees(office: Office, by: str, second: str | None) -> Refusal | None:
    """Why these two may not set trustees, before anything is drawn. `second` is None for the founding, which is alone."""
    return may_set_trustees(by, second, people(), office.today())


@decided_again
def set_trustees(office: Office, by: str, second: str | None, command: SetTrustees) -> int | Refusal:
    """Log that the trustees' key is this one from now on; returns the entry's index."""
    seen = newest()
    refusal = refuses_trustees(office, by, second)
    if refusal is not None:
        return refusal
    data = {
        "by": by,
        "key": key_id(command.public),
        "second": second,
        "shares": command.count,
        "threshold": command.threshold,
    }
    return record(office, [Fact("trustees-set", data)], nothing_to_project, seen)[0].index


def recover(office: Office, by: str, second: str, keys: Keyring, given: int) -> int | Refusal:
    """Give access anew to everybody who may read and lacks a key, with the trustees' key; returns how many complaints still wait.

    `by` is an administrator's reference, `second` that of who confirms it, `given` how many shares opened the key. It is logged
    before anything is granted.
    """
    logged = _log_recovery(office, by, second, keys.key, given)
    return logged if isinstance(logged, Refusal) else settle(office, keys, most=_ALL)


@decided_again
def _log_recovery(office: Office, by: str, second: str, key: str, given: int) -> Refusal | None:
    seen = newest()
    refusal = may_set_trustees(by, second, people(), office.today())
    if refusal is not None:
        return refusal
    data = {"by": by, "given": given, "key": key, "second": second}
    record(office, [Fact("trustees-recovered", data)], nothing_to_project, seen)
    return None


@decided_again
def log_rehearsal(office: Office, by: str, public: PublicKey, given: int, *, opened: bool) -> int | Refusal:
    """Log that so many shares were given to see whether they open this key, and whether they did; returns the entry's index."""
    seen = newest()
    refusal = may_set_up(by, people(), office.today())
    if refusal is not None:
        return refusal
    data = {"by": by, "given": given, "key": key_id(public), "opened": opened}
    return record(office, [Fact("trustees-rehearsed", data)], nothing_to_project, seen)[0].index
