"""Somebody acts while figures are counted: on a database in a file, where others can write meanwhile."""

import copy
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from evenhand.office import figure_rows
from evenhand.office.figures_now import figures_now
from evenhand.office.found_organisation import found_organisation
from evenhand.process.facts import Refusal
from evenhand.records.blobs import FileBlobs
from evenhand.records.queries.register import root_at, size
from evenhand.site import settings as product
from evenhand.site.home import Home
from evenhand.site.shipped import shipped_rulebook
from evenhand.site.wiring import make_office
from tests.office.team import Team


@pytest.fixture
def on_file(tmp_path, django_db_setup, django_db_blocker):  # noqa: ARG001  (nothing of the usual test database is touched)
    """Puts a connection to one SQLite file in the place of this thread's; to be entered by each thread."""
    usual = connections["default"]
    settings = copy.deepcopy(usual.settings_dict)
    settings |= {"NAME": tmp_path / "figures.sqlite3", "OPTIONS": product._sqlite()["OPTIONS"]}

    @contextmanager
    def put():
        before = connections["default"]
        with django_db_blocker.unblock():
            connections["default"] = DatabaseWrapper(settings, "default")
            yield
            connections["default"].close()
            connections["default"] = before

    with put():
        call_command("migrate", verbosity=0)
        yield put


@pytest.fixture
def crew(on_file, clock, tmp_path):  # noqa: ARG001
    """An organisation in that file, with its people."""
    home = Home.from_environment()
    office = replace(make_office(home, home.settings(), clock), blobs=FileBlobs(tmp_path / "blobs"))
    assert not isinstance(found_organisation(office, "Association of Examples", shipped_rulebook()), Refusal)
    made = Team(office, clock)
    made.hire()
    return made


@pytest.fixture
def meanwhile(on_file, monkeypatch):
    """Lets something happen in another thread, on a connection of its own, while the rows of the figures are read."""

    def happen(what) -> None:
        def run() -> None:
            with on_file():
                what()

        def rows_beside(*arguments):
            thread = Thread(target=run)
            thread.start()
            thread.join()
            return settled(*arguments)

        settled = figure_rows._settled_allegations
        monkeypatch.setattr(figure_rows, "_settled_allegations", rows_beside)

    return happen


def test_figures_stand_at_one_moment_whoever_acts_meanwhile(crew, meanwhile):
    open_one, quiet = crew.receive("somebody acts on it"), crew.receive("nobody does")
    crew.accept(open_one)
    before = size()
    meanwhile(lambda: (crew.recommend(open_one), crew.decline(quiet)))
    found = figures_now(crew.office, root_at)
    assert size() > before, "they acted"
    assert (found.basis.size, found.basis.root) == (before, root_at(before))
    assert (found.complaints.received, found.complaints.closed) == (2, 0)
    assert found.basis.later.closed == 0, "nothing is said of what came after that moment"
