"""An account that is made after the founding: an administrator sets it up, and a second person confirms it before it can be used.

With the appointment, which a third act gives, nobody alone puts a person of their own among the staff (DOMAIN B4).
"""

from collections.abc import Mapping
from datetime import date

from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.facts import Fact, Refusal
from evenhand.process.state import Person


def confirm_account(
    account: str, made_by: str, second: str, people: Mapping[str, Person], today: date
) -> Fact | Refusal:
    """The fact that `second` confirms the account that `made_by` set up, or why they cannot.

    Whoever set it up must still be an administrator: what somebody did who was put out is not carried on unseen.
    """
    if may_set_up(made_by, people, today) is not None:
        return Refusal(
            "set-up-by",
            "Whoever set this account up is no administrator any more. Have another one set up a new account.",
        )
    refusal = may_confirm(second, made_by, account, people, today)
    return refusal or Fact("account-confirmed", {"account": account, "by": second})
