"""Everybody on the staff gets an account, a password, a second factor and an appointment, as in any organisation."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from evenhand.demo.cast import AFFILIATIONS, APPOINTER, CAST, MAIL, MANAGER, Member
from evenhand.demo.play import Stuck
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.declare_affiliations import declare_affiliations, record_line
from evenhand.office.keyring import Keyring, OwnKeys
from evenhand.office.teams import settle_teams
from evenhand.process.appointing import FOUNDING
from evenhand.process.codes import ASKED_TO_DECLARE, Role
from evenhand.process.facts import Refusal
from evenhand.vault.agent.rewrap import Granter
from evenhand.vault.password import Enrolment, enrol
from evenhand.vault.phrase import new_phrase

PASSWORD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Hired:
    """A member of staff with the reference of their account, and what they sign in with."""

    member: Member
    ref: str
    password: str = field(repr=False)
    enrolment: Enrolment = field(repr=False)


def hire(office: Office, keys: Keyring) -> list[Hired]:
    """Create and appoint everyone. The founding appoints the appointing authority, who appoints all others.

    `keys` are those that hold the teams' keys at the founding; at the end nobody but the teams' members does.

    Raises Stuck.
    """
    passwords = [fresh_password(office) for _ in CAST]
    with ThreadPoolExecutor(2) as pool:  # the slow hash is meant to be slow, and takes a core each time
        enrolments = list(pool.map(lambda password: enrol(password, office.entropy), passwords))
    hired = [
        Hired(member, _done(create_account(office, FOUNDING, _account(member, one))), password, one)
        for member, password, one in zip(CAST, passwords, enrolments, strict=True)
    ]
    appointer = next(one for one in hired if one.member is APPOINTER)
    for role in APPOINTER.roles:
        _done(appoint(office, FOUNDING, appointer.ref, role.value))
    for one in hired:
        for role in one.member.roles if one is not appointer else ():
            background = one.member.background.value
            _done(appoint(office, appointer.ref, one.ref, role.value, background=background, keys=keys))
    manager = next(one for one in hired if one.member is MANAGER)
    for one in hired:
        settle_teams(office, keyring(office, one))
        if Role.INVESTIGATOR in one.member.roles:
            _require(record_line(office, appointer.ref, one.ref, manager.ref))
    declare(office, hired)
    return hired


def keyring(office: Office, one: Hired) -> Keyring:
    """The keys of a member of staff, as the key agent has them once they have signed in."""
    return OwnKeys(one.enrolment.key_pair, Granter(office.vouch_public, office.entropy))


def declare(office: Office, hired: Sequence[Hired]) -> None:
    """Everyone who works on cases declares their affiliations, as they do each year. Raises Stuck."""
    for one in hired:
        if ASKED_TO_DECLARE.intersection(one.member.roles):
            _require(declare_affiliations(office, one.ref, AFFILIATIONS.get(one.member.login, ())))


def fresh_password(office: Office) -> str:
    """A few words in a row, drawn for this demonstration."""
    return " ".join(new_phrase(office.entropy).text.split()[:PASSWORD_WORDS])


def _account(member: Member, enrolment: Enrolment) -> NewAccount:
    return NewAccount(member.login, member.name, enrolment, f"{member.login}@{MAIL}")


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Stuck(refusal.sentence)


def _done(answer: str | Refusal) -> str:
    if isinstance(answer, str):
        return answer
    raise Stuck(answer.sentence)
