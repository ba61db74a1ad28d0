"""What letters repeat is opened, and keys are granted, with the key of whoever acts. Here nobody signs in.

The instance key holds every team's key until a member has signed in, so whoever has it at hand opens what the staff do.
"""

import os
from collections.abc import Sequence

from evenhand.office.keyring import OwnKeys
from evenhand.site.home import Home
from evenhand.vault.agent.instance_key import load_instance_key, vouch, vouch_public
from evenhand.vault.agent.rewrap import Granter
from evenhand.vault.keys import KeyPair, PublicKey
from evenhand.vault.work_address import address_mark


def opens() -> OwnKeys:
    """Opens and grants everything that is granted to the teams of the organisation whose home it is at present."""
    return keys_of(instance())


def keys_of(pair: KeyPair) -> OwnKeys:
    """The keyring of one key pair, which grants to keys that the instance key vouches for."""
    own = instance()
    return OwnKeys(pair, Granter(vouch_public(own), os.urandom))


def vouches(whose: Sequence[tuple[str, PublicKey]]) -> list[bytes]:
    """Proofs as the agent's own program makes them, without a process for each."""
    return [vouch(instance(), subject, public) for subject, public in whose]


def marks(form: str) -> str:
    """The mark of a work address as the agent's own program makes it."""
    return address_mark(instance().private, form).hex()


def mail(login: str) -> str:
    """The work address of somebody with that sign-in name."""
    return f"{login}@staff.example.org"


def instance() -> KeyPair:
    """The instance key of the home at present."""
    return load_instance_key(Home.from_environment().keys)
