"""Somebody changes rows in the database."""

from evenhand.records.models import Account, Appointment
from tests.faults.house import House
from tests.faults.scenario import Told, plain, scenario

NOBODY_ELSE = "whoever runs `evenhand doctor`, which needs no key"


@scenario("A role given to oneself, by a row in the table of appointments")
def a_role_given_to_oneself(house: House) -> Told:
    """A role is an act in the register; a row without one is named."""
    ivan = Account.objects.get(login="ivan")
    Appointment.objects.create(
        ref="a-forged", person=ivan, role="decision-maker", by="me", since="2026-01-01", entry=3
    )
    return Told(plain(house.doctor()), "nothing", NOBODY_ELSE)
