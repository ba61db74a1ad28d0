"""Makes an organisation with two months behind it in $EVENHAND_HOME: `python -m tests.doors.public.example`.

A process of its own, because its clock is a simulated one and the service's that is started on it afterwards is not.
"""

import os
from datetime import UTC, date, datetime

NAME, ORIGIN = "Association of Examples", "demo.invalid/example"
RECEIVED = {"har": 9, "fin": 8, "ele": 6, "vio": 2}
CLOSED = 6


def make() -> None:
    """Found it, let people complain in February and March 2026, close both months, sign."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand.site.settings"
    from evenhand.site.clock import SimulatedClock, entropy
    from evenhand.site.found import prepare_home
    from evenhand.site.home import Home

    home = Home.from_environment()
    settings = prepare_home(home, name=NAME, origin=ORIGIN, timezone="Europe/London", database="", entropy=entropy)

    import django

    django.setup()

    from django.core.management import call_command

    from evenhand.clerk.duties import do_what_is_due
    from evenhand.clerk.integrate import Integrator
    from evenhand.clerk.log_files import LogFiles
    from evenhand.clerk.statements import state_periods
    from evenhand.office.found_organisation import found_organisation
    from evenhand.site.keys import load_signing_key
    from evenhand.site.shipped import shipped_rulebook
    from evenhand.site.wiring import make_office
    from tests.office.team import Team

    call_command("migrate", verbosity=0)
    clock = SimulatedClock(ORIGIN, datetime(2026, 2, 3, 9, tzinfo=UTC))
    office = make_office(home, settings, clock)
    integrator = Integrator(LogFiles(home.log), home.guard, load_signing_key(home))
    integrator.begin()
    found_organisation(office, NAME, shipped_rulebook())
    team = Team(office, clock)
    team.hire()
    for month in (2, 3):
        team.go_to(date(2026, month, 10))
        came = [
            team.receive(f"{category} {n} of {month}", category=category)
            for category, many in RECEIVED.items()
            for n in range(many)
        ]
        for index in came[:CLOSED]:
            team.decline(index)
        for index in came[CLOSED : CLOSED + 3]:
            team.accept(index)
            team.recommend(index, sanction=4)
            team.decide(index, sanction=5, recommended=4)
            team.close(index)
    team.go_to(date(2026, 4, 1))
    do_what_is_due(office)
    while integrator.run():
        pass
    for _ in state_periods(office, integrator.files, integrator.vkeys):
        pass
    while integrator.run():
        pass


if __name__ == "__main__":
    make()
