"""Giving one command as one person, with whatever password, and what came of it; nothing that it did stays."""

import argparse
import importlib
import io
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction

from evenhand.cli.main import COMMANDS, main
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.confirm_account import confirm_account
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import end_account
from evenhand.office.office_act import newest
from evenhand.process.facts import Refusal
from evenhand.process.leaving import EndAccount
from evenhand.records.load import person
from tests.doors.desk.house import PASSWORD, enrolment
from tests.doors.wall.command_table import BESIDE_THE_DESK
from tests.doors.wall.everybody import Everybody
from tests.office.keys import mail


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, what it printed and complained of, and how many acts the office did by it."""

    code: int
    out: str
    error: str
    acts: int

    @property
    def obeyed(self) -> bool:
        """It did what it was told."""
        return self.code == 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One command with all its words, and the names of its arguments."""

    name: str
    arguments: frozenset[str]


def leaves() -> Iterator[Leaf]:
    """Every command that there is, as its own parser declares it."""
    for name in COMMANDS:
        module = importlib.import_module(f"evenhand.cli.commands.{name}_")
        parser = argparse.ArgumentParser()
        module.arguments(parser)
        yield from _leaves(name, parser)


def _leaves(name: str, parser: argparse.ArgumentParser) -> Iterator[Leaf]:
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for one in below:
        for action, further in one.choices.items():
            yield from _leaves(f"{name}-{action}", further)
    if not below:
        yield Leaf(name, frozenset(one.dest for one in parser._actions) - {"help"})


def hire_further(everybody: Everybody) -> None:
    """Those of the table of commands, by those who may: two passwords for each account, and one for each appointment."""
    office, refs = everybody.office, everybody.refs
    for login, roles in BESIDE_THE_DESK.items():
        made = create_account(
            office, refs["adam"], NewAccount(login, f"{login.title()} Example", enrolment(login), mail(login))
        )
        assert not isinstance(made, Refusal), made
        assert confirm_account(office, refs["anna"], made, mail(login)) is None
        refs[login] = made
        for role in roles:
            held = appoint(office, refs["anna"], made, role.value, background="from-outside")
            assert not isinstance(held, Refusal), held
    [past] = person(refs["past"]).appointments
    assert end_appointment(office, refs["anna"], past.ref) is None


def end_gone(everybody: Everybody, agent) -> None:
    """The account of `gone` ends, as two others have it."""
    refs = everybody.refs
    assert end_account(everybody.office, agent, EndAccount(refs["gone"], "left", refs["adam"], refs["anna"])) is None


@dataclass
class Line:
    """The command line of the machine on which everybody's organisation lives, in a home of its own at `home`."""

    everybody: Everybody
    kept: Path
    home: Path
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def give(self, words: str, *, stdin: Sequence[str] = ()) -> Said:
        """Type these words, with these lines on standard input. What it wrote is taken back."""
        self.patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in stdin)))
        self.capsys.readouterr()
        before = newest()
        with transaction.atomic():
            code = main(shlex.split(words))
            acts = newest() - before
            transaction.set_rollback(True)
        shutil.rmtree(self.home / "keys")
        shutil.copytree(self.kept, self.home / "keys")
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err, acts)


def password(login: str) -> str:
    """Theirs."""
    return PASSWORD + login
