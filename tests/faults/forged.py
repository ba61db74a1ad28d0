"""What an administrator with the database's password and the signing key can make: a whole register, validly signed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.statements import state_periods
from evenhand.records.models import Entry
from evenhand_register import canonical, entry, note, record, statement, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer
from evenhand_register.tiles import CHECKPOINT, StoredHashes, grow, record_path
from tests.clerk.furnished import House

SALT = bytes(32)
STATEMENT = b"kind statement\n"


@dataclass(frozen=True)
class Register:
    """A published register and the key that signs it. Nothing here is a database any more: this is what readers get."""

    folder: Path
    signer: Signer

    @property
    def head(self) -> bytes:
        """Its signed head."""
        return (self.folder / CHECKPOINT).read_bytes()

    @property
    def size(self) -> int:
        """How many entries it has."""
        return Checkpoint.parse(note.parse(self.head).text).size

    def opening(self, raw: bytes) -> dict[str, object]:
        """The document of a published record."""
        opened = json.loads((self.folder / record_path(entry.parse(raw).record)).read_bytes())
        return opened["facts"]["data"]


@dataclass(frozen=True)
class Forge:
    """Signs any list of entries as this register's, each time in a new folder."""

    honest: Register
    entries: list[bytes]
    scratch: Path

    def sign(
        self, entries: list[bytes], openings: dict[bytes, bytes] | None = None, by: Signer | None = None
    ) -> Register:
        """A register of these entries, with the honest one's published records, and others."""
        folder = self.scratch / f"forged-{len(list(self.scratch.iterdir()))}"
        files = LogFiles(folder)
        files.add({path: (self.honest.folder / path).read_bytes() for path in self._records()})
        files.add({record_path(found): raw for found, raw in (openings or {}).items()})
        files.add(grow(files, 0, entries).files)
        signer = by or self.honest.signer
        root = tree.root(StoredHashes(files, len(entries)), len(entries))
        files.replace(CHECKPOINT, note.sign(Checkpoint(signer.name, len(entries), root).render(), [signer]))
        return Register(folder, signer)

    def statements(self) -> Iterator[tuple[int, statement.Statement]]:
        """Every statement with the place of its entry."""
        for at, raw in enumerate(self.entries):
            if STATEMENT in raw:
                yield at, statement.parse(self.honest.opening(raw))

    def stated(self, at: int, other: statement.Statement) -> tuple[list[bytes], dict[bytes, bytes]]:
        """The entries with another statement in the place of one, and its opening."""
        opening = record.opening(record.facts("statement", other.as_json()), SALT)
        entries = [*self.entries]
        entries[at] = replace(entry.parse(entries[at]), record=opening.record).render()
        return entries, {opening.record: canonical.dumps(opening.as_json())}

    def _records(self) -> Iterator[str]:
        for path in (self.honest.folder / "record").iterdir():
            yield f"record/{path.name}"


def play_two_months(house: House, scratch: Path) -> Forge:
    """The register of an organisation with two months stated, and who can sign anything in its name."""
    integrator = house.integrator
    _state(house)
    _next_month(house)
    _state(house)
    house.team.receive("in the open month")
    house.integrate()
    entries = [bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)]
    scratch.mkdir()
    return Forge(Register(integrator.files.root, integrator.signer), entries, scratch)


def _state(house: House) -> None:
    integrator: Integrator = house.integrator
    assert list(state_periods(house.team.office, integrator.files, integrator.signer.vkey))
    house.integrate()


def _next_month(house: House) -> None:
    today = house.team.office.today()
    house.team.go_to(today.replace(month=today.month + 1, day=2))
    house.team.receive("the first of the next month")
    house.integrate()
    do_what_is_due(house.team.office)
    house.integrate()
