"""Promise 6, at every door: what parties and staff write and send stands clear in no file, log, backup or folder of the machine.

Names of staff are exempt (docs/reference/clear.md). The service has a home and a temporary folder of its own; all is searched.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.kill import made_for_it
from evenhand.cli.bench.service import free_port
from tests.conftest import Served
from tests.doors.wall.command_table import obeyed
from tests.hostile.surface import form_classes
from tests.journeys.people import TEAM, hire
from tests.promises.casework import sign_in
from tests.promises.every_door import (
    commands,
    complain,
    drafts,
    everything_written,
    found,
    handle,
    inside,
    join,
    refused_everywhere,
    register,
)
from tests.promises.marked import MARK, Hand, Marker, spellings

ON_POSTGRESQL = pytest.param(
    "EVENHAND_TEST_POSTGRES", id="PostgreSQL", marks=[pytest.mark.postgres, pytest.mark.slow]
)
PROGRAMS = ("web", "clerk", "agent")
NOT_TYPED = {
    "token",
    "mark_drawn",
    "seen",
    "first_word",
    "second_word",
    "round",
    "how",
    "value",
    "passkey",
    "made",
    "label",
    "title",
}
"""Fields for text that our own pages fill in, what an overseer publishes, two words of the phrase, which is looked for whole, a
public random value, what a browser says of a passkey, and what a member of staff calls their own passkey, which is taken only
together with a real one."""
SECRETS = {"new", "again", "pending"}
"""A new password, and what stands for a new device: no party's words, and typed only with the old password and code."""
FREE = {"CharField", "Words", "FilesField", "FileField"}
"""Fields into which anything can be put."""


@dataclass
class Marked:
    """The service after everything was sent, the folders in which it writes, a phrase, and what commands said."""

    served: Served
    folders: tuple[Path, ...]
    marker: Marker = field(default_factory=Marker)
    phrase: str = ""
    said: dict[str, str] = field(default_factory=dict)

    @property
    def written(self) -> dict[str, bytes]:
        """Every file in these folders."""
        return {path: content for folder in self.folders for path, content in everything_written(folder).items()}


@pytest.fixture(scope="module")
def database(request) -> Iterator[str]:
    """The address of an empty PostgreSQL database, or empty for SQLite."""
    server = os.environ.get(request.param, "") if request.param else ""
    if request.param and not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    with made_for_it(server) as address:
        yield address


@pytest.fixture(scope="module")
def marked(database, tmp_path_factory) -> Iterator[Marked]:
    """One organisation, and marked words sent to it through every door."""
    folder, outside = tmp_path_factory.mktemp("marked"), tmp_path_factory.mktemp("outside")
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "EVENHAND_HOME": str(folder / "home"), "TMPDIR": str(temporary)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    served = Served(folder / "home", f"http://127.0.0.1:{free_port()}", None, environment)
    founding = ("--name", "Association of Examples", "--origin", "demo.invalid/marked", "--database", database)
    served.run("init", *founding, "--yes")
    made = Marked(served, (folder, *of_the_server(database)))
    colleagues = hire(served, ("intake-officer", "overseer", *TEAM))
    served.start()
    try:
        sender = Hand(Browser(served.url), made.marker)
        number, made.phrase = complain(sender)
        sender.fill("/follow/write/")
        other = register(Hand(sign_in(served, colleagues["intake-officer"]), made.marker))
        handle(made.marker, served, colleagues, number, other)
        join(made.marker, served, colleagues["administrator"])
        refused_everywhere(made.marker, served, colleagues["case-manager"], other)
        drafts(made.marker, served)
        made.said = commands(made.marker, served, outside, folder)
        yield made
    finally:
        served.stop()


def of_the_server(database: str) -> tuple[Path, ...]:
    """The folder in which a PostgreSQL server keeps everything: tables, its log of what it will write, and its journal."""
    if not database:
        return ()
    with psycopg.connect(database) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    return (Path(row[0]),)


pytestmark = pytest.mark.parametrize(
    "database", [pytest.param("", id="SQLite"), ON_POSTGRESQL], indirect=True, scope="module"
)


def test_every_field_for_words_and_files_of_every_form_was_filled_in(marked):
    free = {name for kind in form_classes() for name, one in kind.base_fields.items() if type(one).__name__ in FREE}
    assert free - marked.marker.fields == NOT_TYPED | SECRETS
    assert len(marked.marker.given) > 60


def test_nothing_that_was_written_or_sent_stands_clear_in_any_file(marked):
    written = marked.written
    for part in ("/home/blobs/", "/home/log/", "/backup/", "/published/", "serve.log"):
        assert any(part in path for path in written), part
    assert found([MARK, MARK.lower(), "Quillfeather", marked.phrase], written) == []


def test_no_command_says_any_of_it(marked):
    """Each that asks for nobody's password. What `serve` and its clerk say is among the files; three make an organisation anew."""
    asks_nobody = {name for name, (asks, _, _) in obeyed().items() if asks == "machine"}
    assert set(marked.said) == asks_nobody - {"serve", "clerk", "init", "demo", "bench"}
    assert all(marked.said.values())
    assert (
        found([MARK, MARK.lower(), "Quillfeather"], {name: said.encode() for name, said in marked.said.items()}) == []
    )


def test_the_search_finds_what_is_there_in_each_spelling(marked, tmp_path):
    """Otherwise finding nothing would prove nothing. And what was searched is what the service writes."""
    for place, spelling in enumerate(spellings(MARK)):
        (tmp_path / str(place)).write_bytes(b"\x00between " + spelling + b" other bytes\xff")
    assert len(found([MARK], everything_written(tmp_path))) == len(spellings(MARK)) == 7
    (tmp_path / f"{MARK}.txt").touch()
    assert (MARK, str(tmp_path / f"{MARK}.txt")) in found([MARK], everything_written(tmp_path))
    assert found(["Examplewright"], marked.written), "names of staff stand in clear"


def test_of_drafts_the_one_that_was_left_is_there_and_no_other(marked):
    assert (
        inside(marked.served, "print(Draft.objects.count(), DraftFile.objects.filter(expires__year=2020).count())")
        == "1 0\n"
    )


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_writes_its_memory_to_a_core_file(marked, program):
    limits = Path(f"/proc/{marked.served.pid_of(program)}/limits").read_text()
    assert re.search(r"Max core file size +0 +0 ", limits), limits


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_keeps_a_temporary_file_open(marked, program):
    """One that was removed while it is open has no name any more, and is on the disk all the same."""
    files = [str(one.readlink()) for one in Path(f"/proc/{marked.served.pid_of(program)}/fd").iterdir()]
    temporary = str(marked.folders[0] / "tmp")
    assert [name for name in files if "(deleted)" in name or name.startswith(temporary)] == []
