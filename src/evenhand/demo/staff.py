"""Everybody on the staff gets an account, a password, a second factor and an appointment, as in any organisation."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from evenhand.demo.cast import APPOINTER, CAST, MANAGER, TIES, Member
from evenhand.demo.play import Stuck
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.declare_affiliations import declare_affiliations, record_line
from evenhand.process.appointing import FOUNDING
from evenhand.process.codes import CASE_ROLES, Role
from evenhand.process.facts import Refusal
from evenhand.vault.keys import PublicKey
from evenhand.vault.password import Enrolment, enrol
from evenhand.vault.phrase import new_phrase

type Vouch = Callable[[Sequence[PublicKey]], Sequence[bytes]]
"""Makes, for each public half, the proof that the instance key may stand in for that person."""

PASSWORD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Hired:
    """A member of staff with the reference of their account, and what they sign in with."""

    member: Member
    ref: str
    password: str = field(repr=False)
    enrolment: Enrolment = field(repr=False)


def hire(office: Office, vouch: Vouch) -> list[Hired]:
    """Create and appoint everyone. The founding appoints the appointing authority, who appoints all others.

    Raises Stuck.
    """
    passwords = [fresh_password(office) for _ in CAST]
    with ThreadPoolExecutor(2) as pool:  # the slow hash is meant to be slow, and takes a core each time
        enrolments = list(pool.map(lambda password: enrol(password, office.entropy), passwords))
    hired = [
        Hired(
            member, _done(create_account(office, FOUNDING, NewAccount(member.login, member.name, one))), password, one
        )
        for member, password, one in zip(CAST, passwords, enrolments, strict=True)
    ]
    proofs = dict(zip((one.ref for one in hired), vouch([one.enrolment.record.public for one in hired]), strict=True))
    appointer = next(one for one in hired if one.member is APPOINTER)
    for role in APPOINTER.roles:
        _done(appoint(office, FOUNDING, appointer.ref, role.value))
    for one in hired:
        for role in one.member.roles if one is not appointer else ():
            proof = proofs[one.ref] if role in CASE_ROLES else None
            _done(
                appoint(
                    office, appointer.ref, one.ref, role.value, background=one.member.background.value, stand_in=proof
                )
            )
    manager = next(one for one in hired if one.member is MANAGER)
    for one in hired:
        if Role.INVESTIGATOR in one.member.roles:
            _require(record_line(office, appointer.ref, one.ref, manager.ref))
    declare(office, hired)
    return hired


def declare(office: Office, hired: Sequence[Hired]) -> None:
    """Everyone who works on cases declares their affiliations, as they do each year. Raises Stuck."""
    for one in hired:
        if CASE_ROLES.intersection(one.member.roles):
            _require(declare_affiliations(office, one.ref, TIES.get(one.member.login, ())))


def fresh_password(office: Office) -> str:
    """A few words in a row, drawn for this demonstration."""
    return " ".join(new_phrase(office.entropy).text.split()[:PASSWORD_WORDS])


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Stuck(refusal.sentence)


def _done(answer: str | Refusal) -> str:
    if isinstance(answer, str):
        return answer
    raise Stuck(answer.sentence)
