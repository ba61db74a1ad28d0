"""Acts of the office at the command line: who does them, and what becomes of a refusal."""

from evenhand.cli.say import Failure
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal


def by_login(login: str) -> str:
    """The staff reference behind a sign-in name, or the founding. It is taken at its word, and logged. Raises Failure."""
    from evenhand.records.models import Account  # which cannot be imported before the home is open

    if login == FOUNDING:
        return FOUNDING
    ref = Account.objects.filter(login=login, ended_entry=None).values_list("ref", flat=True).first()
    if ref is None:
        raise Failure(f"There is no account {login}. See `evenhand people list`.")
    return ref


def done[T](made: T | Refusal) -> T:
    """What was made. Raises Failure with the sentence of a refusal."""
    if isinstance(made, Refusal):
        raise Failure(made.sentence, 1)
    return made
