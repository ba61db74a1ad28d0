"""An organisation with a row in every table that is evidence, everything signed; and what a database password can do to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from evenhand.clerk.doctor import Examined, examine
from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.appoint import end_appointment
from evenhand.office.draw_sample import draw_sample
from evenhand.office.looking import note_look
from evenhand.office.make_findable import make_findable
from evenhand.office.notes import write_note
from evenhand.office.publish_finding import answer_recommendation, publish_finding
from evenhand.office.ties import declare_tie
from evenhand.office.uploads import Incoming
from evenhand.process import commands as c
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.systemic import Draft, Said
from evenhand.process.ties import TieKind
from evenhand.records.models import Appointment
from evenhand_register.keys import Signer
from tests.office.keys import opens
from tests.office.team import REASONS, Team

CLEAR = b"A letter of two pages.\n" * 400


@dataclass(frozen=True, slots=True)
class House:
    """A team at work, and whoever signs its register."""

    team: Team
    integrator: Integrator

    def integrate(self) -> None:
        """Bring every entry into the tree and sign it."""
        while self.integrator.run() is not None:
            pass

    def examine(self) -> Examined:
        """What the doctor finds."""
        integrator = self.integrator
        return examine(integrator.files, integrator.guard, self.team.office.blobs, integrator.signer.vkey)

    def doctor(self) -> str:
        """What the doctor says, a line for each trouble; asserts that there is one."""
        troubles = self.examine().troubles
        assert troubles, "The doctor has noticed nothing."
        return "\n".join(trouble.line() for trouble in troubles)


def furnish(team: Team, folder: Path) -> House:
    """Two linked complaints, one with a file, one with a case whose decision was vetoed; a month closed, looks sealed."""
    team.hire()
    first = team.receive("one")
    second = team.receive("two", files=(_letter(team),))
    team.do("mona", second, c.Link(other=first, type="same-incident", reasons=REASONS))
    team.accept(first)
    tie = declare_tie(team.office, team.refs["ivan"], TieKind.FRIEND, "Somebody Else", "", opens())
    assert isinstance(tie, str)
    for complaint in (first, second):
        assert make_findable(team.office, team.person("mona"), complaint, opens()) in (1, 2)
    team.recommend(first)
    team.decide(first, sanction=1)
    team.do("rosa", first, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert draw_sample(team.office, team.refs["olga"], Frame(FrameKind.OPEN), 1, "1623541623534621") == 1
    draft = Draft("Replies are late", "Of the sample, half waited for weeks.", ("Answer within five days.",), (1,))
    assert publish_finding(team.office, team.refs["olga"], draft) == 1
    assert answer_recommendation(team.office, "founding", Said(1, 1, "refused", "There are too few of us.")) is None
    team.do("omar", second, c.OpenToOverseers(asked_by=team.refs["olga"], reason="sampled"))
    assert isinstance(write_note(team.office, team.refs["ivan"], "Ivan", "I was told to leave it alone."), int)
    appointment = Appointment.objects.get(person=team.refs["irma"])
    assert not isinstance(end_appointment(team.office, "founding", appointment.ref, team.office.today()), Refusal)
    for _ in range(2):
        note_look(team.office, team.refs["mona"], first, "page")
    team.go_to(date(2026, 4, 2))
    note_look(team.office, team.refs["mona"], second, "page")
    team.receive("three")
    do_what_is_due(team.office)
    signer = Signer(team.office.origin, os.urandom(32))
    house = House(team, Integrator(LogFiles(folder / "log"), folder / "guard" / "checkpoint", signer))
    house.integrator.begin()
    house.integrate()
    found = house.examine()
    assert found.clean, [trouble.line() for trouble in found.troubles]
    return house


def _letter(team: Team) -> FileRef:
    incoming = Incoming(team.office)
    incoming.write(CLEAR)
    return incoming.finish("letter.txt", "text/plain")


@contextmanager
def database_password() -> Iterator[None]:
    """What is done inside is done by somebody with the database's password, safeguards switched off; afterwards it is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for table in ("entry", "record"):
                    cursor.execute(f"DROP TRIGGER records_{table}_no_update")
                    cursor.execute(f"DROP TRIGGER records_{table}_no_delete")
            else:
                cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def evidence() -> list[type[models.Model]]:
    """Every model whose rows are evidence."""
    from evenhand.records.models import Table, TableClass

    return [model for model in Table.__subclasses__() if model.table_class is not TableClass.WORKING]


def other(field: models.Field, value: Any) -> Any:
    """Another value that the column could hold."""
    match value:
        case None:
            return other(field, _something(field))
        case bool():
            return not value
        case int():
            return value + 1000
        case str():
            return f"{'x' if value[:1] != 'x' else 'y'}{value[1:]}"
        case datetime():
            return value + timedelta(seconds=1)
        case date():
            return value + timedelta(days=1)
        case list():
            return [*value, 7]
        case dict():
            return {**value, "salt": "other"}
        case bytes() | memoryview():
            return bytes([bytes(value)[0] ^ 1]) + bytes(value)[1:]
    raise TypeError(f"Say what else a column like {field} could hold.")


def _something(field: models.Field) -> Any:
    if isinstance(field, models.BinaryField):
        return bytes(32)
    if isinstance(field, models.DateField):
        return date(2026, 1, 1)
    return 7 if isinstance(field, models.IntegerField) else "else"
