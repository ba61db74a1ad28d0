"""A real installation on a short path: keys, an agent in a process of its own, and people to sign in."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

from evenhand.vault.agent.chains import Link
from evenhand.vault.agent.client import AgentClient, Proof, SignedIn
from evenhand.vault.agent.instance_key import create_instance_key, vouch
from evenhand.vault.agent.launch import launch
from evenhand.vault.agent.wire import Caller
from evenhand.vault.keys import KeyPair, Secret, key_id
from evenhand.vault.password import Enrolment
from evenhand.vault.totp import totp_code
from evenhand.vault.wrap import wrap

NOW = 1_700_000_010
PASSWORD = "seven grey boats at anchor"


class House:
    """An installation in `home`; its agent runs after `start` and ends with `processes`."""

    def __init__(self, home: Path, processes: ExitStack):
        self.socket, self.keys = home / "run" / "agent.sock", home / "keys"
        self.client = AgentClient(self.socket)
        self.instance = create_instance_key(self.keys, os.urandom)
        self._processes = processes

    def start(self, **options) -> subprocess.Popen[str]:
        """Starts the agent, with the options of `launch`."""
        process = launch(self.socket, self.keys, **options)
        self._processes.enter_context(process)
        self._processes.callback(process.kill)
        return process

    def proof(self, who: Enrolment, subject: str = "person-1") -> bytes:
        """What stands in the appointment of a member of staff."""
        return vouch(self.instance, subject, who.key_pair.public)

    def sign_in(self, who: Enrolment, **changes) -> SignedIn:
        """Signs in with the right password and code, except for what is to be otherwise."""
        whose = {name: changes.pop(name) for name in ("person_ref", "vouched") if name in changes}
        return self.client.sign_in(self.proving(who, **changes), **({"person_ref": "person-1"} | whose))

    def proving(self, who: Enrolment, **changes) -> Proof:
        """The right password and code, except for what is to be otherwise."""
        right = {
            "record": who.record,
            "password": PASSWORD,
            "code": totp_code(who.totp_secret, changes.get("now", NOW)),
            "last_step": None,
            "now": NOW,
            "caller": Caller(os.urandom(4).hex()),  # a name of its own, so that no test counts for another
        }
        return Proof(**(right | changes))


def link(secret: Secret, to: KeyPair, purpose: bytes = b"test") -> Link:
    """`secret` granted to a key pair."""
    return Link(key_id(to.public), wrap(secret, to.public, purpose, os.urandom), purpose)
