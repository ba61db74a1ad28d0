"""The service as its unit starts it, shared by the tests of one worker."""

import subprocess
from collections.abc import Iterator

import pytest

from evenhand.cli.bench.service import free_port, wait_for
from tests.conftest import Served
from tests.deploy.units import Unit, in_sandbox


@pytest.fixture(scope="session")
def by_unit(tmp_path_factory) -> Iterator[Served]:
    """An organisation whose service ExecStart began, in the unit's environment and in as much of its sandbox as can be made."""
    unit, port = Unit.read("evenhand.service"), free_port()
    home = tmp_path_factory.mktemp("by-unit") / "home"
    made = Served(home, f"http://127.0.0.1:{port}", None, unit.environment(home))
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/by-unit", "--yes")
    with (home.parent / "serve.log").open("a") as log:
        made.process = subprocess.Popen(
            [*in_sandbox(home), *unit.command(port)], env=made.environment, stdout=log, stderr=log, text=True, cwd="/"
        )
    try:
        wait_for(made.url + "/", made.process)
        yield made
    finally:
        made.stop()
