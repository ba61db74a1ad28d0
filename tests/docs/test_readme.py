"""The README's commands, typed into a fresh clone on a machine that has nothing but Python, git and a package index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import README, ROOT, blocks

PASSWORD = "a quiet walk along the canal"
PASSED_ON = ("PIP_", "SSL_CERT", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""How this machine reaches its package index; everything else of the environment is left behind."""
HEADING = "An organisation of your own"


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "evenhand"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """What `env -i` leaves, a home folder without anything in it, and a way to packages."""
    found = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    cache = os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
    home = tmp_path_factory.mktemp("somebody")
    return {**found, "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin", "HOME": str(home), "PIP_CACHE_DIR": cache}


def commands() -> str:
    found = [block.body for block in blocks(README.read_text(encoding="utf-8")) if block.heading == HEADING]
    assert len(found) == 1
    return found[0]


def test_demo_and_test_are_the_first_lines_of_the_readme():
    first = next(blocks(README.read_text(encoding="utf-8")))
    assert [line.split("#")[0].strip() for line in first.body.splitlines()] == ["./run demo", "./run test"]
    assert README.read_text(encoding="utf-8").index(first.body) < 40


@pytest.mark.readme
def test_the_commands_of_the_readme_run_in_a_fresh_clone(clone, environment):
    def run(script: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-euc", script],
            cwd=clone,
            env=environment,
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    assert "usage: evenhand" in run("./run evenhand --help")
    said = run(commands())
    assert "Asha Adeyemi is case-manager" in said
    assert "VERIFIED: the register register.example/evenhand is whole" in said
    assert "Nothing is wrong." in said
    assert not (clone / "var").exists()
