"""One small demonstration, really built, that the tests here look at and leave as it is, and organisations that are none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import Served, free_port

COMPLAINTS, DAYS = 30, 70


def demo(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `evenhand demo` on that home."""
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "evenhand", "demo", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Iterator[Served]:
    """A demonstration of seventy days. Its tests read it, serve it and stop it; none builds it again."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = demo(home, "--no-serve", "--complaints", str(COMPLAINTS), "--days", str(DAYS))
    assert done.returncode == 0, done.stderr
    made = Served(home, f"http://127.0.0.1:{free_port()}", None, {**os.environ, "EVENHAND_HOME": str(home)})
    made.environment.pop("DJANGO_SETTINGS_MODULE", None)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def begun(tmp_path_factory) -> Callable[[str], Path]:
    """An organisation begun by hand, once for each origin; nobody touches it."""

    @cache
    def begin(origin: str) -> Path:
        made = Served(tmp_path_factory.mktemp("begun") / "home", "", None, {"PATH": "/usr/bin:/bin"})
        made.environment["EVENHAND_HOME"] = str(made.home)
        made.run("init", "--name", "Association of Examples", "--origin", origin, "--yes")
        return made.home

    return begin


@pytest.fixture
def organisation(begun, tmp_path) -> Callable[[str], Path]:
    """A copy of it, to try a demonstration on."""
    return lambda origin: Path(shutil.copytree(begun(origin), tmp_path / "home"))
