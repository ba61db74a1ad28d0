"""The end of an account: an administrator asks for it with a reason, a second person confirms it, and nothing is left behind (E4).

Whoever leaves holds nothing any more that others wait for: no case that they investigate or are to decide, no complainant who is
told to ask them. And the office keeps somebody who may appoint, and somebody who may run it. They are asked what case materials
they have outside the system. An account ends without an answer, too, or whoever gave none could stay; the act says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.codes import EndReason, Materials, Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.state import Person

LASTS_DAYS = 7
"""How long what was asked for can be confirmed."""
COUNTS_DAYS = 30
"""How long a declaration counts: also for an end that is asked for anew."""
DECLARED = (Materials.NONE, Materials.RETURNED, Materials.HELD)
"""What can be declared."""
OPEN_QUESTIONS = frozenset({Materials.HELD, Materials.NOT_DECLARED, Materials.NOT_ASKED})
"""With what else an account ends, overseers read it."""
OUTSIDE_HOLDS = (
    "This person handles from outside, and something there waits for them. "
    "Another outside handler gives it to somebody else first."
)
"""How much waits, and what, is for nobody in the office to know."""
ALONE = Refusal(
    "opens-alone",
    "Nobody else could open what this person's key opens: with the account it would be lost for good. Have their appointments "
    "ended instead, which takes every access at once. Then let in another member of their team: when both have signed in once, or "
    "when trustees are set and this person has signed in again, the account can end. `evenhand doctor` says which team it is.",
)
NOT_LEAVING = Refusal(
    "not-leaving",
    "Nobody has asked for the end of your account, so there is nothing to declare. What you have outside this system belongs into "
    "it: add it to its case, and keep no copy.",
)
_LAST_OF_TWO = (
    "{notes} to the overseers that nobody has opened could be opened by nobody any more: it takes two of those who oversaw when "
    "they were written, and this person is one of the last two. Have two of these open them first, appointed again where they "
    "oversee no longer. Or appoint another overseer, and have these two open anything together: with it they pass their key on. "
    "Appointments can end before; the account cannot."
)
_KEPT = (Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for a person. `duty`: `investigate` or `decide`, of the case with that number; or `named-officer`.

    `apart`: the complaint is set apart.
    """

    complaint: int
    number: str
    duty: str
    case: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class EndAccount:
    """End the account of `account`, as `by` asked for `reason` and `second` confirms. All are staff references.

    `materials` is what the person declared lately.
    """

    account: str
    reason: str
    by: str
    second: str
    materials: str = Materials.NOT_ASKED


def ask_to_end(account: str, reason: str, by: str, people: Mapping[str, Person], today: date) -> Fact | Refusal:
    """The fact that an administrator asks for an account's end, or why it cannot be asked for."""
    refusal = may_set_up(by, people, today) or _fault(account, reason, by, people, today)
    return refusal or Fact("account-end-asked", {"account": account, "by": by, "reason": reason})


def declare_materials(by: str, materials: str, *, leaving: bool) -> Fact | Refusal:
    """The fact that somebody declares what case materials they have. `leaving`: the end of their account is asked for."""
    if not leaving:
        return NOT_LEAVING
    if materials not in DECLARED:
        return Refusal(
            "no-such-answer", f"There is no answer named {materials}. Choose one of the list.", "materials"
        )
    return Fact("materials-declared", {"by": by, "materials": materials})


def end_account(
    command: EndAccount,
    held: Sequence[Held],
    people: Mapping[str, Person],
    today: date,
    alone: int = 0,
    notes: int = 0,
) -> tuple[Fact, ...] | Refusal:
    """The facts: each appointment that has not ended ends today, and then the account. Or why it cannot end.

    `alone`: how many complaints and teams' keys nobody else could open. `notes`: how many unread notes to the overseers fewer than
    two others could.
    """
    account, by = command.account, command.by
    refusal = (
        may_set_up(by, people, today)
        or _fault(account, command.reason, by, people, today)
        or may_confirm(command.second, by, account, people, today)
        or _still_holds(held)
        or (ALONE if alone else None)
        or _last_of_two(notes)
    )
    if refusal is not None:
        return refusal
    appointments = [
        Fact("appointment-ended", {"appointment": one.ref, "by": by, "until": today.isoformat()})
        for one in people[account].appointments
        if one.until is None or one.until > today
    ]
    ended = {"account": account, "by": by, "reason": command.reason, "second": command.second}
    return (*appointments, Fact("account-ended", {**ended, "materials": str(command.materials)}))


def _fault(account: str, reason: str, by: str, people: Mapping[str, Person], today: date) -> Refusal | None:
    person = people.get(account)
    if person is None:
        return Refusal(
            "no-such-person", "There is no such account, or it has ended already. Check the list of people."
        )
    if reason not in set(EndReason):
        return Refusal("no-such-reason", f"There is no reason named {reason}. Choose one of the list.", "reason")
    if account == by:
        return Refusal("own-account", "Nobody ends their own account. Ask another administrator.")
    for role in _KEPT:
        others = [one for one in people.values() if one.ref != account and role in one.roles(today)]
        if role in person.roles(today) and not others:
            return Refusal(
                "last-one",
                f"Nobody else is {role.value.replace('-', ' ')}, and without one the office stands still. Appoint another first.",
            )
    return None


def _still_holds(held: Sequence[Held]) -> Refusal | None:
    if not held:
        return None
    if any(one.apart for one in held):
        return Refusal("still-holds", OUTSIDE_HOLDS)
    cases = sum(one.case is not None for one in held)
    officer = len(held) - cases
    return Refusal(
        "still-holds",
        f"Others wait for this person: {_many(cases, 'duty', 'duties')} in open cases, and "
        f"{_many(officer, 'complaint', 'complaints')} whose named officer they are. Have a case manager give them to others first: "
        "once the end is asked for, the page of people lists them.",
    )


def _last_of_two(notes: int) -> Refusal | None:
    return Refusal("opens-notes", _LAST_OF_TWO.format(notes=_many(notes, "note", "notes"))) if notes else None


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
