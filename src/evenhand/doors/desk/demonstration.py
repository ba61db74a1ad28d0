"""The logins of the demonstration, for its sign-in page (DESIGN 5.17). Of no use to any other organisation: both the origin and
the file have to be there.

`demonstration.json` in the home folder, written by `evenhand demo`, is one object with the list `people`; each has `login`, `name`,
`roles` (codes), `password`, and `totp` (the secret in base32).
"""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.doors.desk.words import ROLE
from evenhand.office.context import Office
from evenhand.vault.totp import TotpSecret, totp_code

FILE = "demonstration.json"
_ORIGIN = "demo.invalid/"


class NoDemonstrationError(LookupError):
    """This organisation is a real one: it shows no login to anybody."""


@dataclass(frozen=True, slots=True)
class Login:
    """One invented member of staff."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: str = field(repr=False)
    totp: str = field(repr=False)

    @property
    def offices(self) -> str:
        """The roles in words."""
        return ", ".join(str(ROLE[role]) for role in self.roles)

    def code(self, office: Office) -> str:
        """The six digits of this moment."""
        return totp_code(TotpSecret(base64.b32decode(self.totp)), int(office.now().timestamp()))


def logins(office: Office, home: Path) -> tuple[Login, ...]:
    """Everyone who can sign in to the demonstration. Raises NoDemonstrationError unless origin and file say it is one."""
    if not office.origin.startswith(_ORIGIN):
        raise NoDemonstrationError
    try:
        people = json.loads((home / FILE).read_text(encoding="utf-8"))["people"]
    except FileNotFoundError:
        raise NoDemonstrationError from None
    return tuple(
        Login(one["login"], one["name"], tuple(one["roles"]), one["password"], one["totp"]) for one in people
    )
