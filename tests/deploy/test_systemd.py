"""The shipped systemd units: what systemd says of them, and that the service runs as they start it."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from evenhand.cli.bench.processes import children
from evenhand.cli.bench.service import free_port, wait_for
from tests.conftest import ROOT
from tests.deploy.units import DEPLOY, Unit, in_sandbox, needed

SERVICES = ["evenhand.service", "evenhand-doctor.service"]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="systemd is on Linux alone")


@pytest.fixture
def units(tmp_path) -> Path:
    """All units with this checkout in the place of /opt/evenhand, since systemd looks for what they name."""
    for unit in DEPLOY.glob("evenhand*.*"):
        text = unit.read_text().replace("/opt/evenhand/.venv", sys.prefix).replace("/opt/evenhand", str(ROOT))
        (tmp_path / unit.name).write_text(text)
    return tmp_path


@LINUX
@pytest.mark.parametrize("unit", [*SERVICES, "evenhand-doctor.timer"])
def test_systemd_finds_no_fault_with_a_unit(units, unit):
    verify = [needed("systemd-analyze", "systemd"), "verify", "--man=no", f"./{unit}"]
    done = subprocess.run(verify, cwd=units, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@LINUX
@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_counts_the_exposure_as_small(units, unit):
    rated = [
        needed("systemd-analyze", "systemd"),
        "security",
        "--offline=true",
        "--threshold=20",
        "--no-pager",
        f"./{unit}",
    ]
    done = subprocess.run(rated, cwd=units, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_both_services_stand_in_the_same_sandbox():
    service, doctor = (Unit.read(name).settings for name in SERVICES)
    own = {"Description", "Documentation", "After", "Wants", "Type", "ExecStart", "Environment", "WantedBy", "Nice"}
    own |= {"IOSchedulingClass", "Restart", "RestartSec", "KillMode", "TimeoutStopSec"}
    assert {key: value for key, value in service.items() if key not in own} == {
        key: value for key, value in doctor.items() if key not in own
    }


@LINUX
def test_the_service_writes_in_its_state_folder_alone(by_unit):
    """ProtectSystem=strict, ProtectHome=, PrivateTmp= and StateDirectory= take nothing from it that it needs."""
    written, every = set(), [by_unit.process.pid, *children(by_unit.process.pid)]
    assert len(every) >= 4, "serve, web, clerk, key agent"
    database = by_unit.home / "evenhand.sqlite3"
    for _ in range(100):  # it is open while a page is made, and a look at what is open may come between two
        urlopen(by_unit.url + "/register/entries/", timeout=30).read()
        for pid in every:
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                if _is_file_open_for_writing(handle):
                    written.add(handle.readlink())
        if database in written:
            break
    log = by_unit.home.parent / "serve.log"  # stands for the journal
    assert database in written
    assert [path for path in written if path != log and not path.is_relative_to(by_unit.home)] == []


def test_the_examination_of_the_timer_is_clean_while_the_service_runs(by_unit):
    assert _examination(by_unit.home).returncode == 0


@LINUX
def test_a_stop_in_good_order_counts_as_one_and_the_examination_then_fails(by_unit):
    """SIGTERM to the main process alone (KillMode=mixed): exit 0 in time, so Restart=on-failure leaves it, and nobody left."""
    unit = Unit.read("evenhand.service").settings
    assert (unit["Restart"], unit["KillMode"]) == ("on-failure", "mixed")
    home = by_unit.home.parent / "stopped"
    environment = {**by_unit.environment, "EVENHAND_HOME": str(home)}
    begin = [sys.executable, "-m", "evenhand", "init", "--name", "Still", "--origin", "demo.invalid/stop", "--yes"]
    subprocess.run(begin, env=environment, check=True, capture_output=True)
    port = free_port()
    with (home.parent / "stopped.log").open("w") as log:
        process = subprocess.Popen(
            [*in_sandbox(home), *Unit.read("evenhand.service").command(port)],
            env=environment,
            stdout=log,
            stderr=log,
            text=True,
        )
    wait_for(f"http://127.0.0.1:{port}/", process)
    every = children(process.pid)
    process.terminate()
    assert process.wait(int(unit["TimeoutStopSec"])) == 0
    assert [pid for pid in every if Path(f"/proc/{pid}").exists()] == []
    examined = _examination(home)
    assert examined.returncode == 1, "what was stopped is not clean for the timer's examination"
    assert "No clerk is at work" in examined.stdout


def _examination(home: Path) -> subprocess.CompletedProcess[str]:
    unit = Unit.read("evenhand-doctor.service")
    command = [*in_sandbox(home), *unit.command(0)]
    return subprocess.run(command, env=unit.environment(home), capture_output=True, text=True, check=False, cwd="/")


def _is_file_open_for_writing(handle: Path) -> bool:
    try:
        flags = (handle.parent.parent / "fdinfo" / handle.name).read_text().split("flags:")[1].split()[0]
        writes = int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
        return writes and stat.S_ISREG(handle.stat().st_mode)
    except FileNotFoundError:  # closed while we looked
        return False
