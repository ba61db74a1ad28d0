"""Whether somebody is who they say, at the command line, where nothing is to be opened."""

from evenhand.office.context import Office
from evenhand.office.proving import refused
from evenhand.process.facts import Refusal
from evenhand.records.load import accounts_in_use, person
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.codes import Code
from evenhand.vault.errors import AgentError, CannotOpen, SignInRefused, WrongPassword
from evenhand.vault.password import PasswordRecord, unlock

WITHOUT_AGENT = (Code.UNAVAILABLE, Code.UNKNOWN_OPERATION)
"""The service does not run, or is one of before an upgrade: nobody counts wrong tries then."""


def known_person(office: Office, login: str, password: str, agent: AgentClient | None = None) -> str | Refusal:
    """The reference of a member of staff who holds a role today and has given their password; else a refusal, the same for all.

    Where a key agent runs it looks at the password, and wrong ones have the growing pauses that they have at the door; otherwise
    each costs its run of Argon2id and no more.
    """
    account = accounts_in_use().filter(login=login).first()
    try:
        record = PasswordRecord.from_dict(account.credentials) if account else None
    except ValueError:
        record = None
    right = _right(agent, login, record, password)
    if isinstance(right, Refusal):
        return right
    who = person(account.ref) if account and right else None
    if who is None or not who.roles(office.today()):
        return Refusal(
            "not-known",
            f"Nobody who holds a role here today has the sign-in name {login} and this password. Nothing was changed.",
        )
    return who.ref


def _right(agent: AgentClient | None, login: str, record: PasswordRecord | None, password: str) -> bool | Refusal:
    """Whether the password is right, or why nobody looked at it."""
    if agent is not None:
        try:
            agent.try_password(login, record, password)
        except SignInRefused:
            return False
        except AgentError as error:
            if error.code not in WITHOUT_AGENT:
                return refused(error)
        else:
            return True
    try:
        unlock(record, password)
    except (WrongPassword, CannotOpen, ValueError):
        return False
    return True
