"""The shipped units as a program reads them, and what they would start, put where this checkout is."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
STATE = "/var/lib/evenhand"
PORT = "8000"
SANDBOX = (
    'mount --bind / / && mount -o remount,ro,bind / && mount --bind "$1" "$1" && mount -o remount,rw,bind "$1" && '
    "mount -t tmpfs none /var/tmp && shift && "  # what PrivateTmp= gives: libsodium is unpacked there
    "exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "
)


def needed(program: str, package: str) -> str:
    """Where a program is. Whoever has it not skips with a sentence, but for CI, which installs it."""
    found = shutil.which(program)
    if found is None:
        sentence = f"This needs {program} (Debian: apt install {package}), which is not on this machine"
        if os.environ.get("CI"):
            pytest.fail(f"{sentence}, and CI does not go without it.")
        pytest.skip(f"{sentence}.")
    return found


@dataclass(frozen=True)
class Unit:
    """One unit file: its settings by name, those given more than once joined by spaces."""

    name: str
    settings: dict[str, str]

    @classmethod
    def read(cls, name: str) -> "Unit":
        """A unit of the folder `deploy/`."""
        settings: dict[str, str] = {}
        for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "[")):
                key, _, value = line.partition("=")
                settings[key] = f"{settings[key]} {value}" if key in settings else value
        return cls(name, settings)

    def command(self, port: int) -> list[str]:
        """ExecStart, with this checkout's environment and another port."""
        words = self.settings["ExecStart"].replace("/opt/evenhand/.venv", sys.prefix).split()
        return [str(port) if word == PORT else word for word in words]

    def environment(self, home: Path) -> dict[str, str]:
        """What systemd would set and nothing else, with another home folder."""
        given = dict(pair.split("=", 1) for pair in self.settings["Environment"].split())
        assert given["EVENHAND_HOME"] == STATE == f"/var/lib/{self.settings['StateDirectory']}"
        return {"PATH": os.defpath, "LANG": "C.UTF-8", **given, "EVENHAND_HOME": str(home)}


def in_sandbox(home: Path) -> list[str]:
    """What to put before a command so that it may write in its home alone and has no privileges, as the unit asks of systemd.

    Nothing where this machine does not let such a place be made: then only what was opened is looked at.
    """
    tried = ["unshare", "--mount", "sh", "-c", f'{SANDBOX}"$@"', "sh", str(home), "true"]
    allowed = shutil.which("unshare") and subprocess.run(tried, capture_output=True, check=False).returncode == 0
    return tried[:-1] if allowed else []
