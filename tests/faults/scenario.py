"""Scenarios: a fault or an attack, played on a real organisation, and what came of it.

A file of scenarios (`tests/faults/<subject>.py`) has a first line that becomes its heading, and functions like this one:

    @scenario("A role given to oneself, by a row in the table of appointments")
    def a_role_given_to_oneself(house: House) -> Told:
        \"\"\"What it shows, for whoever reads the tests.\"\"\"
        ...play the fault; assert what must hold...
        return Told(said="what the program said, in its own words", lost="nothing", noticed_by="whoever runs `evenhand doctor`")

The parameters of the function are pytest fixtures, by name (`tests/conftest.py`, `tests/faults/conftest.py`). `test_faults.py`
plays each as a test and compares its row in docs/reference/faults.md; `python -m tests.faults.printed [NAME ...]` plays them all,
or those functions, and writes the rows. So what is said must hold no times and no random values: pass it through `plain`.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_ALL: list["Scenario"] = []
_CHANCE = (
    (re.compile(r"\b[0-9a-f]{16,}\b"), "..."),
    (re.compile(r"\b([a-z]+)-[0-9a-f]{10,}\b"), r"\1-..."),
    (re.compile(r"[0-9A-Za-z+/]{43}="), "..."),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: the program's own words (lines), what was lost, and who can notice."""

    said: str
    lost: str
    noticed_by: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One fault or attack. `subject` is the heading it stands under."""

    title: str
    subject: str
    play: Callable[..., Told]
    slow: bool
    postgres: bool

    @property
    def name(self) -> str:
        """The function's name."""
        return self.play.__name__

    @property
    def key(self) -> str:
        """The title as it stands in the table."""
        return _cell(self.title)

    def row(self, told: Told) -> str:
        """Its line in the table."""
        cells = (self.title, told.said, told.lost, told.noticed_by)
        return f"| {' | '.join(_cell(text) for text in cells)} |"


def scenario(
    title: str, *, slow: bool = False, postgres: bool = False
) -> Callable[[Callable[..., Told]], Callable[..., Told]]:
    """Register a scenario. `slow` ones (ten seconds and more) are played by `./run test --full` and by `printed`.

    `postgres` ones need a server that EVENHAND_TEST_POSTGRES names.
    """

    def register(play: Callable[..., Told]) -> Callable[..., Told]:
        subject = (inspect.getmodule(play).__doc__ or "").splitlines()[0].rstrip(".")
        _ALL.append(Scenario(title, subject, play, slow, postgres))
        return play

    return register


def scenarios() -> list[Scenario]:
    """Every scenario of every file in this folder, by file and then as they stand there."""
    import tests.faults

    for module in sorted(found.name for found in pkgutil.iter_modules(tests.faults.__path__)):
        if not module.startswith("test_"):
            importlib.import_module(f"tests.faults.{module}")
    return sorted(_ALL, key=lambda one: one.play.__module__)


def plain(text: str, names: Mapping[str | Path, str] | None = None) -> str:
    """Text without what changes from run to run: hashes, random references, and whatever `names` names (paths, ports)."""
    for what, name in (names or {}).items():
        text = text.replace(str(what), name)
    for pattern, instead in _CHANCE:
        text = pattern.sub(instead, text)
    return text.strip()


def _cell(text: str) -> str:
    return "<br>".join(text.replace("|", "\\|").splitlines())
