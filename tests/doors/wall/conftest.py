"""One organisation with everybody in it and a complaint at every stage, for asking every address as everybody.

It is made once for a file of tests, which do nothing that is recorded.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.records.queries.register import size
from evenhand.site.home import Home
from evenhand.site.keys import load_signing_key
from tests.conftest import found_office, noon
from tests.doors.desk.conftest import _shared_agent  # noqa: F401  (a fixture)
from tests.doors.desk.house import sign_ins_are_ahead_of
from tests.doors.wall.everybody import Everybody
from tests.office.lots import Lots


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker, _shared_agent, tmp_path_factory) -> Iterator[Everybody]:  # noqa: ARG001, F811
    """Everybody, signed in or not, before a signed register."""
    folder, clock = tmp_path_factory.mktemp("wall"), noon()
    if sign_ins_are_ahead_of(clock):
        _shared_agent.renew()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        office = found_office(clock, folder)
        patch.setattr("evenhand.site.middleware.make_office", lambda _home, _settings: office)
        patch.setattr("evenhand.site.middleware.make_agent", lambda _home: _shared_agent.client)
        patch.setattr(Home, "log", property(lambda _home: folder / "log"))
        patch.setattr(Home, "policy", property(lambda _home: folder / "policy"))
        made = Everybody(office, clock)
        made.hire()
        integrator = Integrator(LogFiles(folder / "log"), folder / "guard", load_signing_key(Home.from_environment()))
        integrator.begin()
        made.lots = Lots(office, clock, integrator, folder / "policy")
        made.build()
        made.lots.sign()
        made.entries = size()
        yield made
        transaction.set_rollback(True)
