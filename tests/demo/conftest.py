"""One small demonstration, really built, that the tests here look at and leave as it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
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
