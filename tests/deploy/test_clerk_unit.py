"""The clerk as a user of its own: what systemd says of its unit, and that the web server's user cannot read the key that signs."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.cli.bench.service import free_port, wait_for
from tests.conftest import ROOT
from tests.deploy.units import DEPLOY, Unit, needed

UNIT = "evenhand-clerk.service"
SERVICE, CLERK, GROUP = 61_234, 61_235, 61_234
"""Users and a group that nobody has."""
CAPABILITY = "dac_override"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="systemd is on Linux alone")
TWO_USERS = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="Only root can start two users' programs."
)


@LINUX
@pytest.mark.parametrize(
    "asked", [["verify", "--man=no"], ["security", "--offline=true", "--threshold=25", "--no-pager"]]
)
def test_systemd_finds_no_fault_with_the_unit_of_the_clerk(tmp_path, asked):
    text = (DEPLOY / UNIT).read_text().replace("/opt/evenhand/.venv", sys.prefix).replace("/opt/evenhand", str(ROOT))
    (tmp_path / UNIT).write_text(text)
    command = [needed("systemd-analyze", "systemd"), *asked, f"./{UNIT}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_unit_gives_the_clerk_its_own_user_and_folder_and_one_capability():
    unit, service = Unit.read(UNIT).settings, Unit.read("evenhand.service").settings
    assert unit["User"] != service["User"]
    assert unit["Group"] == service["Group"]
    assert (unit["StateDirectory"], unit["StateDirectoryMode"]) == ("evenhand-clerk", "0700")
    assert f"EVENHAND_SIGNING=/var/lib/{unit['StateDirectory']}" in unit["Environment"].split()
    assert unit["CapabilityBoundingSet"] == unit["AmbientCapabilities"] == f"CAP_{CAPABILITY.upper()}"


@dataclass
class Split:
    """A home of one user, and the signing folder of another."""

    home: Path
    signing: Path

    def environment(self, *, clerk: bool) -> dict[str, str]:
        base = {"PATH": os.defpath, "LANG": "C.UTF-8", "EVENHAND_HOME": str(self.home), "PYTHONPATH": _paths()}
        return base | ({"EVENHAND_SIGNING": str(self.signing)} if clerk else {})

    def command(self, *words: str, clerk: bool = False) -> list[str]:
        """An `evenhand` command as one of the two users."""
        caps = f"-all,+{CAPABILITY}" if clerk else "-all"
        user = ["setpriv", f"--reuid={CLERK if clerk else SERVICE}", f"--regid={GROUP}", "--clear-groups"]
        user += ["--no-new-privs", f"--inh-caps={caps}", f"--ambient-caps={caps}", f"--bounding-set={caps}"]
        return [*_walkable(self.home.parent), *user, sys.executable, "-B", *words]

    def run(self, *words: str, clerk: bool = False) -> subprocess.CompletedProcess[str]:
        """Run it and say how it went."""
        command = self.command(*words, clerk=clerk)
        environment = self.environment(clerk=clerk)
        return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def _walkable(scratch: Path) -> list[str]:
    """What to put before a command where the interpreter lies in somebody's own folder: a place in which that can be walked to."""
    python = Path(sys.base_prefix)
    closed = [path for path in reversed(python.parents) if not path.stat().st_mode & 0o001]
    if not closed:
        return []
    opened = (
        'mkdir -p "$1" && mount --bind "$2" "$1" && mount -t tmpfs -o mode=755 none "$3" && mkdir -p "$2" && '
        'mount --bind "$1" "$2" && shift 3 && exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", opened, "sh", str(scratch / "python"), str(python), str(closed[0])]


def _paths() -> str:
    return os.pathsep.join([str(ROOT / "src"), str(ROOT / "register" / "src")])


@pytest.fixture
def split() -> Iterator[Split]:
    """An organisation, parted as the page says: it has to lie where both users can walk to."""
    base = Path(tempfile.mkdtemp(prefix="evenhand-two-users-"))
    try:
        base.chmod(0o755)
        made = Split(base / "home", base / "clerk")
        for folder, owner in ((made.home, SERVICE), (made.signing, CLERK)):
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, GROUP)
        if made.run("-c", "").returncode:
            pytest.skip("This machine lets no other user run this Python.")
        begun = made.run("-m", "evenhand", "init", "--name", "Two", "--origin", "demo.invalid/two", "--yes")
        assert begun.returncode == 0, begun.stderr
        for name in ("signing.key", "guard"):
            shutil.move(made.home / "keys" / name, made.signing / name)
        for path in (made.signing, *made.signing.rglob("*")):
            os.chown(path, CLERK, GROUP)
        (made.home / "evenhand.sqlite3").chmod(0o660)
        yield made
    finally:
        shutil.rmtree(base)


@contextmanager
def running(split: Split) -> Iterator[str]:
    """Service and clerk, each as its user; the address of the service."""
    port = free_port()
    serve = ["-m", "evenhand", "serve", "--port", str(port), "--without-clerk"]
    with (split.home.parent / "log").open("w") as log:
        started = [
            subprocess.Popen(
                split.command(*words, clerk=clerk),
                env=split.environment(clerk=clerk),
                cwd="/",
                stdout=log,
                stderr=log,
            )
            for words, clerk in ((serve, False), (["-m", "evenhand", "clerk"], True))
        ]
        try:
            wait_for(f"http://127.0.0.1:{port}/", started[0])
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)


@LINUX
@TWO_USERS
def test_the_clerk_signs_and_the_users_of_the_service_cannot_read_its_key(split):
    read = ["-c", f"print(open({str(split.signing / 'signing.key')!r}).read())"]
    refused = split.run(*read)
    assert "PermissionError" in refused.stderr
    assert "PRIVATE+KEY" not in refused.stdout
    assert split.run(*read, clerk=True).stdout.startswith("PRIVATE+KEY")
    with running(split):
        added = split.run("-m", "evenhand", "key", "rotate", "--reason", "Its own user has a new one.", clerk=True)
        assert added.returncode == 0, added.stderr
        examined = split.run("-m", "evenhand", "doctor", "--running", clerk=True)
        assert examined.returncode == 0, examined.stdout + (split.home.parent / "log").read_text()
    assert len((split.home / "keys" / "vkey").read_text().split()) == 2, (
        "the clerk took the key up and signed with it"
    )
    assert {path.stat().st_uid for path in split.signing.rglob("*")} == {CLERK}
    assert {path.name for path in (split.home / "keys").iterdir()}.isdisjoint({"signing.key", "next.key", "guard"})
