"""Whether somebody is who they say, at the command line: where no key agent runs and nothing is to be opened."""

from evenhand.office.context import Office
from evenhand.process.facts import Refusal
from evenhand.records.load import accounts_in_use, person
from evenhand.vault.errors import CannotOpen, WrongPassword
from evenhand.vault.password import PasswordRecord, unlock


def known_person(office: Office, login: str, password: str) -> str | Refusal:
    """The reference of a member of staff who holds a role today and has given their password; else a refusal, the same for all."""
    account = accounts_in_use().filter(login=login).first()
    try:
        unlock(PasswordRecord.from_dict(account.credentials) if account else None, password)
    except (WrongPassword, CannotOpen, ValueError):
        account = None
    who = person(account.ref) if account else None
    if who is None or not who.roles(office.today()):
        return Refusal(
            "not-known",
            f"Nobody who holds a role here today has the sign-in name {login} and this password. Nothing was changed.",
        )
    return who.ref
