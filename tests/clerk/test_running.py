"""One answer for a monitor: what keeps the service from running well is named part by part."""

from datetime import timedelta

import pytest

from evenhand.clerk.doctor import running
from evenhand.clerk.doctor.running import check_running
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.leader import Leadership
from evenhand.clerk.log_files import LogFiles
from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Lease
from evenhand.vault.agent.client import AgentClient
from evenhand_register.keys import Signer
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator(office, tmp_path):
    made = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard", Signer(office.origin, bytes(32)))
    made.begin()
    return made


@pytest.fixture
def named(office, tmp_path):
    """The parts that are named, with what happens at each pause given."""

    def ask(wait=lambda _seconds: None) -> list[str]:
        agent = AgentClient(tmp_path / "none.sock")
        found = check_running(LogFolder(tmp_path / "log"), agent, tmp_path, office.now, wait)
        return [trouble.table for trouble in found]

    return ask


def test_without_a_clerk_and_an_agent_both_are_named(named):
    assert named() == ["the clerk", "the key agent"]


def test_a_clerk_whose_lease_ran_out_or_was_given_up_is_not_at_work(office, integrator, named):
    integrator.run()
    leads = Leadership()
    leads.hold(office.now())
    assert named() == ["the key agent"]
    Lease.objects.update(until=office.now() - timedelta(minutes=1))
    assert "the clerk" in named()
    leads.hold(office.now())
    leads.give_up()
    assert "the clerk" in named()


def test_what_was_just_written_is_given_time_to_be_signed_and_no_more(office, integrator, named):
    complain(office)
    Leadership().hold(office.now())
    assert named(lambda _seconds: integrator.run()) == ["the key agent"]
    complain(office, "two")
    waited = []
    assert named(waited.append) == ["the clerk", "the key agent"]
    assert sum(waited) <= 15


def test_a_disk_with_hardly_any_room_is_named(named, monkeypatch):
    monkeypatch.setattr(running, "ROOM", 2**62)
    assert "the disk" in named()
