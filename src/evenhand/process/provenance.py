"""From where somebody comes to an appointment, and until when whoever comes from the leadership cools off (DOMAIN B4)."""

from datetime import date

from evenhand.process.codes import CASE_ROLES, Background, Role
from evenhand.process.facts import Refusal
from evenhand.process.working_days import months_after

OF_LEADERSHIP = frozenset({Role.LEADERSHIP, Role.PUBLICATION_OFFICER})
"""Offices of those who lead, and of those who speak for them."""
DECIDES = frozenset({Role.DECISION_MAKER, Role.REVIEWER, Role.OUTSIDE_HANDLER})
"""Roles with decision rights."""
COOLING_OFF, COOLING_OFF_OF_REVIEWERS = 12, 60
"""Months after such an office in which nobody works on cases, or reviews or comes from outside (DOMAIN B4, its defaults)."""
SECONDED = Refusal(
    "seconded",
    "The leadership has lent this person, or had not long ago, and nobody whom it lends decides or reviews: appoint somebody else, "
    "or give this person a role without decisions.",
    "role",
)


def months_of(role: str) -> int:
    """How long somebody who comes from the leadership's office cools off before that role."""
    return COOLING_OFF_OF_REVIEWERS if role in (Role.REVIEWER, Role.OUTSIDE_HANDLER) else COOLING_OFF


def cools_off(role: str, background: str | None, left: date | None) -> date | None:
    """The first day on which somebody who left the leadership's office on `left` may hold a role that works on cases."""
    if background != Background.LEFT_LEADERSHIP or left is None or role not in CASE_ROLES:
        return None
    return months_after(left, months_of(role))


def fault(role: str, background: str | None, left: date | None, *, founding: bool) -> Refusal | None:
    """What is wrong with how the background is given. That the role and the background go together is asked elsewhere."""
    if background is None and not founding:
        return Refusal(
            "no-background",
            f"Say from where this person comes to be {role.replace('-', ' ')}: {', '.join(Background)}.",
            "background",
        )
    if background is not None and background not in set(Background):
        return Refusal(
            "no-such-background",
            f"There is no background named {background}. Choose one of: {', '.join(Background)}.",
            "background",
        )
    if (background == Background.LEFT_LEADERSHIP) != (left is not None):
        return Refusal(
            "left",
            "Give the day on which the person left the leadership with the background left-leadership, and with no other.",
            "left",
        )
    return None
