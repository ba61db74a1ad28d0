"""Promise 6, after somebody's access has ended: the wrap that gave it to them is on no page, free or not, and in no journal.

With the old key and a wrap from before, a compartment opens for ever. So a wrap that is taken back is destroyed, not only struck
out. Copies that somebody made earlier no program can reach (docs/THREAT-MODEL.md).
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.kill import made_for_it
from evenhand.cli.bench.service import free_port
from tests.conftest import Served
from tests.journeys.people import PASSWORD, Colleague, hire
from tests.promises.casework import sign_in
from tests.promises.every_door import EXPIRE, everything_written, inside

ON_POSTGRESQL = pytest.param(
    "EVENHAND_TEST_POSTGRES", id="PostgreSQL", marks=[pytest.mark.postgres, pytest.mark.slow]
)
TEAM = ("triage-assessor", "case-manager", "investigator", "reviewer", "administrator", "appointing-authority")
HELD = """
from evenhand.process.teams import TEAM_PURPOSES
from evenhand.records.models import Account, Compartment, Grant
from evenhand.vault.agent.instance_key import load_instance_public
from evenhand.vault.keys import key_id
own = dict(Account.objects.values_list("key", "login"))
own[key_id(load_instance_public(home.keys))] = "instance"
teams = dict(Compartment.objects.filter(purpose__in=TEAM_PURPOSES).values_list("id", "purpose"))
for one in Grant.objects.filter(ended_entry=None, to__in=own).select_related("compartment"):
    print(own[one.to], "team" if one.compartment_id in teams else "complaint", bytes(one.wrap).hex())
"""
"""Every wrap to a person's own key and to the instance key: whose, of what, and its bytes."""
DRAFTS = "for one in Draft.objects.all(): print(bytes(one.sealed).hex())"
DUE = "print(do_what_is_due(make_office(home, home.settings())))"


@dataclass
class Organisation:
    """A service of its own, whose people are let in and taken back."""

    served: Served
    colleagues: Mapping[str, Colleague]
    database: str

    def wraps(self, whose: str, what: str) -> list[bytes]:
        """The wraps that somebody holds now, of teams' keys or of a complaint's."""
        rows = (line.split() for line in inside(self.served, HELD).splitlines())
        return [bytes.fromhex(wrap) for login, of, wrap in rows if (login, of) == (whose, what)]

    def ends(self, role: str) -> None:
        """Their only appointment ends today, by the command."""
        [ref] = [
            held["ref"]
            for person in self.served.run_json("people", "list")["people"]
            if person["login"] == role
            for held in person["appointments"]
        ]
        self.served.run("people", "end", ref, "--by", "appointing-authority", stdin=f"{PASSWORD}\n")

    def is_somewhere(self, wraps: list[bytes]) -> set[str]:
        """The names of the files in which any of these bytes stand: of the home, and of a PostgreSQL server's tables."""
        files = everything_written(self.served.home)
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as connection:
                connection.execute("CHECKPOINT")
                row = connection.execute("SHOW data_directory").fetchone()
                assert row
            files |= everything_written(Path(row[0]) / "base")
        return {Path(name).name for name, content in files.items() if any(wrap in content for wrap in wraps)}


@pytest.fixture(scope="module", params=["", ON_POSTGRESQL])
def organisation(request, tmp_path_factory) -> Iterator[Organisation]:
    """Founded, with its people, and nobody has signed in; it is served, so that its journal is open."""
    server = os.environ.get(request.param, "") if request.param else ""
    if request.param and not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    with made_for_it(server) as address:
        yield from founded(tmp_path_factory.mktemp("taken-back") / "home", address)


def founded(home: Path, database: str) -> Iterator[Organisation]:
    """A service on a database of its own."""
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    served = Served(home, f"http://127.0.0.1:{free_port()}", None, environment)
    named = ("--name", "Association of Examples", "--origin", "demo.invalid/taken-back")
    served.run("init", *named, "--database", database, "--yes")
    colleagues = hire(served, TEAM)
    served.start()
    try:
        yield Organisation(served, colleagues, database)
    finally:
        served.stop()


def test_nothing_that_was_taken_back_is_left_on_any_page_or_in_the_journal(organisation):
    """The instance key's wrap of a team's key, a person's of a team's key, a person's of a complaint's, and a draft."""
    served, colleagues = organisation.served, organisation.colleagues
    instances = organisation.wraps("instance", "team")
    assert instances
    assert organisation.is_somewhere(instances)  # what is not found later can be found
    browsers = {role: sign_in(served, colleagues[role]) for role in TEAM[:4]}
    assigned(organisation, browsers)
    gone = [wrap for wrap in instances if wrap not in organisation.wraps("instance", "team")]
    persons = {what: organisation.wraps("investigator", what) for what in ("team", "complaint")}
    persons["team"] += organisation.wraps("triage-assessor", "team")
    assert gone
    assert persons["team"]
    assert persons["complaint"]
    assert organisation.is_somewhere(persons["team"])
    assert organisation.is_somewhere(persons["complaint"])
    drafts = left_a_draft(served)
    assert organisation.is_somewhere(drafts)

    organisation.ends("investigator")
    organisation.ends("triage-assessor")
    assert organisation.wraps("investigator", "complaint") == []
    assert organisation.wraps("triage-assessor", "team") == []
    inside(served, EXPIRE)
    inside(served, DUE)
    if organisation.database:
        wipe(organisation.database)
    everything = [*gone, *persons["team"], *persons["complaint"], *drafts]
    assert organisation.is_somewhere(everything) == set()
    served.stop()
    assert organisation.is_somewhere(everything) == set()


def wipe(database: str) -> None:
    """What PostgreSQL does for nobody by itself: its tables are written anew without the rows of before. Its own log keeps them."""
    with psycopg.connect(database, autocommit=True) as connection:
        for table in ("records_grant", "records_draft"):
            connection.execute(f"VACUUM FULL {table}")


def assigned(organisation: Organisation, browsers: Mapping[str, Browser]) -> None:
    """A complaint that the investigator investigates."""
    people = organisation.colleagues
    made = Complainant(organisation.served.url).complain("A word at the meeting.", b"a letter", "letter.txt")
    page = f"/desk/complaints/{made.number}"
    for role, path, fields in (
        ("case-manager", "acts/acknowledge", {"officer": people["case-manager"].ref}),
        ("triage-assessor", "acts/assess", {"result": "accepted", "reasons": "It falls under two of our clauses."}),
        (
            "case-manager",
            "acts/open-case",
            {"respondent_name": "N", "capacity": "member", "clause_1": "2.1", "particulars_1": "A word."},
        ),
        ("case-manager", "cases/1/acts/assign", {"person": f"investigate {people['investigator'].ref}"}),
    ):
        answer = browsers[role].fill(f"{page}/{path}/", fields)
        assert "Recorded:" in answer, answer


def left_a_draft(served: Served) -> list[bytes]:
    """Somebody begins a complaint and goes away; returns what is kept of it."""
    sender = Browser(served.url)
    sender.fill("/complain/about/", {"category": "har"})
    drafts = [bytes.fromhex(line) for line in inside(served, DRAFTS).splitlines()]
    assert drafts
    assert all(len(one) > 40 for one in drafts)
    return drafts
