"""Change the register's key (REGISTER.md 9.8): a `key` entry for everyone, and an act that says which person did it.

The entry says that the key changed and is no authority to trust the new one: readers take keys from policies and from paper. The
clerk signs with the new key from the head on that covers the entry, and with both until another entry retires the old one.
"""

from collections.abc import Collection
from datetime import date

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Setting, prepare
from evenhand.office.office_act import LATE_AFTER_DAYS, newest
from evenhand.office.public_entry import nothing_to_project, public_entry
from evenhand.process.appointing import may_set_up
from evenhand.process.facts import Fact, Refusal
from evenhand.records.append import Expected, append
from evenhand.records.load import people
from evenhand.records.queries.keys import KEY, key_changes
from evenhand_register import key_change
from evenhand_register.encoding import is_words
from evenhand_register.entry import day_bounds
from evenhand_register.errors import RegisterError
from evenhand_register.key_change import OVERLAP, KeyChange, KeyHistory, LoggedChange
from evenhand_register.keys import VerifierKey


def refuses_change(office: Office, by: str, reason: str) -> Refusal | None:
    """Why this person may not change a key, or not for this reason, before anything is drawn."""
    fault = None if is_words(reason.strip()) else Refusal("reason", "Give a reason in a few words. It is public.")
    return may_set_up(by, people(), office.today()) or fault


@decided_again
def add_key(
    office: Office, by: str, new: VerifierKey, reason: str, own: Collection[VerifierKey]
) -> LoggedChange | Refusal:
    """Log that `new` signs beside the keys `own`, by an administrator's reference. `reason` is public."""
    return _log(office, by, KeyChange((new,), (), reason.strip()), own)


@decided_again
def retire_key(office: Office, by: str, reason: str, own: Collection[VerifierKey]) -> LoggedChange | Refusal:
    """Log that the older of two keys that sign does so no longer. Refused before both have signed for 90 days."""
    signing = key_change.follow(own, key_changes(office.origin)).signing(2**63)
    if len(signing) < 2:
        return Refusal(
            "one-key",
            "One key signs, and a register always has one. Add the next with `evenhand key rotate`; this one can be retired when "
            f"both have signed for {OVERLAP.days} days.",
        )
    return _log(office, by, KeyChange((), signing[1:], reason.strip()), own)


def may_retire_on(history: KeyHistory) -> date | None:
    """The first day on which the older of two keys may be retired, None if one alone signs."""
    signing = [use for use in history.uses if use.retired is None]
    begun = [day_bounds(use.added.day)[1] for use in signing if use.added is not None]
    return max(begun) + OVERLAP if len(signing) > 1 else None


def _log(office: Office, by: str, change: KeyChange, own: Collection[VerifierKey]) -> LoggedChange | Refusal:
    seen, logged = newest(), key_changes(office.origin)
    refusal = refuses_change(office, by, change.reason)
    if refusal is not None:
        return refusal
    document = key_change.document(office.origin, change)
    try:
        key_change.parse(document, office.origin)
        key_change.follow({*own, *change.add}, [*logged, LoggedChange(seen + 1, office.utc_day(), change)])
    except RegisterError as error:
        return Refusal("key", f"{error.sentence} Nothing was changed.")
    act, key = ("key-added", change.add[0]) if change.add else ("key-retired", change.retire[0])
    told = Fact(act, {"by": by, "key": key.vkey})
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = [public_entry(office, KEY, document), *prepare(office, setting, [told], {}, {})]
    recorded = append(entries, day=office.utc_day(), expected=Expected(office=seen), project=nothing_to_project)
    return LoggedChange(recorded[0].index, office.utc_day(), change)
