"""`evenhand init`: what is asked for is looked at before anything is written, and an interruption can be made good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.clerk.log_files import LogDamaged
from evenhand.clerk.twin_log import begin_second_path
from evenhand.cli.main import main
from evenhand.site.home import Home, settings_text
from evenhand.site.keys import load_vkey
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.keys import Signer

ORIGIN = "demo.invalid/begun"


def init(home: Path, *arguments: str, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "evenhand", "init", *arguments]
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def doctor(home: Path) -> dict[str, object]:
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "evenhand", "doctor", "--json"]
    return dict(
        json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout)
    )


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """`init` in this process, for what is refused before anything is touched; returns what it said."""

    def ask(*arguments: str) -> str:
        monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
        assert main(["init", *arguments]) == 2
        assert not (tmp_path / "home").exists()
        return str(capsys.readouterr().err)

    return ask


def test_without_an_origin_nothing_is_begun(asked):
    assert "Say with --origin what the register is called for ever" in asked("--name", "A Body")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--origin", "has space/x"), "it is one word without spaces or plus signs"),
        (("--origin", "https://register.example/x"), "The origin is written without https://"),
        (("--origin", "a+b"), "it is one word without spaces or plus signs"),
        (("--origin", ORIGIN, "--name", "two\rlines"), "letters that can be printed, in one line"),
        (("--origin", ORIGIN, "--name", "  "), "letters that can be printed, in one line"),
        (("--origin", ORIGIN, "--name", "\udcff"), "letters that can be printed, in one line"),
        (("--origin", ORIGIN, "--timezone", "Europe/Atlantis"), "There is no time zone"),
        (("--origin", ORIGIN, "--timezone", "Europe"), "There is no time zone"),
        (("--origin", ORIGIN, "--rulebook", "/nowhere.toml"), "There is no file /nowhere.toml"),
        (("--origin", ORIGIN, "--rulebook", "/"), "/ cannot be read"),
        (("--origin", ORIGIN, "--database", "postgresql://u:secret@127.0.0.1:1/x"), "The database does not answer"),
        (("--origin", ORIGIN, "--database", "nonsense secret"), "not the address of a PostgreSQL database"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_written(asked, arguments, sentence):
    said = asked(*arguments)
    assert sentence in said
    assert "secret" not in said


def test_the_settings_are_read_as_they_were_written(tmp_path):
    text = 'A "Body" \\ of O\u2019Neil, \u4e2d \x7f \r\n\t\x00'
    written = settings_text({"name": text, "origin": "o/x", "timezone": "UTC"})
    (tmp_path / "evenhand.toml").write_text(written, encoding="utf-8")
    assert Home(tmp_path).settings().name == text


def test_it_is_begun_once_and_says_which_origin_it_chose(tmp_path):
    home = tmp_path / "home"
    done = init(home, "--name", "A Body", "--yes", "--json")
    assert "so it is a-body.invalid/evenhand for ever" in done.stderr
    answer = json.loads(done.stdout)
    assert (answer["origin"], answer["origin_chosen"]) == ("a-body.invalid/evenhand", True)
    before = sorted((path, path.read_bytes()) for path in home.rglob("*") if path.is_file())
    assert "already holds an organisation" in init(home, "--origin", ORIGIN, code=2).stderr
    assert before == sorted((path, path.read_bytes()) for path in home.rglob("*") if path.is_file())
    (home / "evenhand.toml").unlink()
    assert "evenhand.toml is missing: put it back" in init(home, "--origin", ORIGIN, code=2).stderr


STEPS = (
    pytest.param("evenhand.site.found", "create_instance_key", marks=pytest.mark.slow),
    pytest.param("evenhand.site.found", "write_settings", marks=pytest.mark.slow),
    pytest.param("evenhand.cli.commands.init_", "begin_register", marks=pytest.mark.slow),
    pytest.param("evenhand.clerk.integrate", "Integrator.begin", marks=pytest.mark.slow),
    ("evenhand.office.found_organisation", "adopt_rulebook"),
)


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_killed_before_any_step_it_is_repeated_with_the_same_key(tmp_path, module, step):
    home = tmp_path / "home"
    program = (
        "import django, importlib, os, signal\n"
        f"if {module!r} not in ('evenhand.site.found', 'evenhand.cli.commands.init_'): django.setup()\n"
        f"module = importlib.import_module({module!r})\n"
        f"module.{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"from evenhand.cli.main import main\nmain(['init', '--origin', {ORIGIN!r}])"
    )
    environment = {**os.environ, "EVENHAND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "evenhand.site.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr.decode()
    key = load_vkey(Home(home))
    assert json.loads(init(home, "--origin", ORIGIN, "--json").stdout)["vkey"] == key
    assert doctor(home)["clean"] is True


def test_the_second_path_of_the_log_is_begun_and_checked(tmp_path):
    copy = tmp_path / "copy"
    init(tmp_path / "home", "--origin", ORIGIN, "--log-copy", str(copy))
    there = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    own = {
        path.relative_to(tmp_path / "home" / "log").as_posix()
        for path in (tmp_path / "home" / "log").rglob("*")
        if path.is_file()
    }
    assert there == own | {"vkey", "policy"}
    with pytest.raises(LogDamaged, match="holds other things"):
        begin_second_path(copy, "another key")


def test_a_register_that_goes_on_after_another_begins_with_a_notice_of_its_last_good_head(tmp_path):
    head, last = Checkpoint(ORIGIN, 4711, bytes(range(32))), tmp_path / "checkpoint"
    last.write_bytes(note.sign(head.render(), [Signer(ORIGIN, bytes(32))]))
    init(tmp_path / "new", "--name", "A Body", "--origin", "demo.invalid/next", "--goes-on-after", str(last), "--yes")
    records = [path.read_text() for path in (tmp_path / "new" / "log" / "record").iterdir()]
    (notice,) = [text for text in records if "evenhand.notice/v1" in text]
    assert f"{ORIGIN}, whose key was lost or stolen" in notice
    assert f"has 4711 entries and the root {b64encode(head.root)}." in notice


def test_what_is_no_head_of_an_earlier_register_is_refused_before_anything_is_begun(asked, tmp_path):
    (tmp_path / "letter").write_text("Dear all")
    options = ("--name", "A Body", "--origin", ORIGIN, "--goes-on-after")
    assert "is no signed head of a register" in asked(*options, str(tmp_path / "letter"))
    assert "name the last good checkpoint" in asked(*options, str(tmp_path / "nothing"))
