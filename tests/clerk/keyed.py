"""A register whose keys lie in a folder, as those of a home do, and what is done with them."""

import os
from datetime import timedelta

from evenhand.clerk.doctor import examine
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.key_folder import KeyFolder
from evenhand.clerk.log_files import LogFiles
from evenhand.office.change_key import add_key, retire_key
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal
from evenhand.records.queries.keys import key_changes
from evenhand_register import note
from evenhand_register.keys import Signer, VerifierKey
from tests.office.scenes import complain

REASON = "The old key is five years old."


class Keys:
    """The clerk with these keys, and the office."""

    def __init__(self, office, clock, home):
        self.office, self.clock = office, clock
        self.folder = KeyFolder(home / "keys", home / "keys")
        self.first = Signer(office.origin, os.urandom(32))
        (home / "keys").mkdir()
        self.write("signing.key", self.first.secret_text)
        self.write("vkey", self.first.vkey)
        self.integrator = Integrator(LogFiles(home / "log"), home / "guard" / "checkpoint", self.first, self.folder)
        self.integrator.begin()

    def write(self, name, *lines):
        (self.folder.public / name).write_text("".join(f"{line}\n" for line in lines))

    def own(self):
        return self.folder.history(key_changes(self.office.origin)).named(2**63)

    def rotate(self):
        """Add a key and sign its entry. Returns its private half."""
        new = self.folder.draw(self.office.origin, self.office.entropy)
        made = add_key(self.office, FOUNDING, new.verifier, REASON, self.own())
        assert not isinstance(made, Refusal), made
        self.sign()
        return new

    def retire(self):
        return retire_key(self.office, FOUNDING, "Everybody has the new one.", self.own())

    def later(self, days):
        """So many days pass, and then somebody complains."""
        self.clock.moment += timedelta(days=days)
        complain(self.office, f"after {days}")
        self.sign()

    def sign(self):
        while self.integrator.run() is not None:
            pass

    def overlap(self):
        """A second key, added and retired when its time is over. Returns its private half."""
        new = self.rotate()
        self.later(90)
        assert not isinstance(self.retire(), Refusal)
        self.sign()
        return new

    def signed(self):
        """The vkeys that signed the published head, and no line under it besides."""
        found = note.parse(self.integrator.files.read("checkpoint"))
        keys = [VerifierKey.parse(vkey) for vkey in self.integrator.vkeys.split()]
        names = {key.key_id: key.vkey for key in keys}
        note.verify(found, keys)
        return {names[line.key_id] for line in found.signatures}

    def troubles(self):
        made = self.integrator
        found = examine(made.files, made.guard, self.office.blobs, made.vkeys).troubles
        return [trouble.line() for trouble in found]
