"""The staff of the invented body, and the body itself. Nobody here is anybody: no surname was taken from a real person."""

from dataclasses import dataclass
from datetime import date

from evenhand.process.affiliations import LEADERSHIP, Affiliation
from evenhand.process.codes import AffiliationKind, Background, Role

BODY = "Lantern Walkers’ Association"
ORIGIN = "demo.invalid/lantern-walkers"
MAIL = "lantern-walkers.invalid"
"""Under which everybody has a work address. No mail reaches it."""
TIMEZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff, with the roles they are appointed to."""

    login: str
    name: str
    roles: tuple[Role, ...]
    background: Background


def _member(name: str, *roles: Role, background: Background = Background.FROM_STAFF) -> Member:
    """The sign-in name is the first name, which nobody shares."""
    return Member(name.split()[0].lower(), name, roles, background)


APPOINTER = _member("Marguerite Beausolin", Role.APPOINTING_AUTHORITY)
MANAGER = _member("Bryn Castellwyn", Role.CASE_MANAGER)
"""The line manager of those who investigate."""
ADMINISTRATOR = _member("Ravi Chandrapet", Role.ADMINISTRATOR)

CAST: tuple[Member, ...] = (
    _member("Nadira Velloway", Role.INTAKE_OFFICER, background=Background.FROM_MEMBERSHIP),
    _member("Joss Ambercroft", Role.INTAKE_OFFICER, Role.TRIAGE_ASSESSOR),
    _member("Mirela Stojavec", Role.TRIAGE_ASSESSOR),
    MANAGER,
    _member("Ayodele Okunmori", Role.CASE_MANAGER),
    _member("Sunniva Hallgrend", Role.CASE_MANAGER),
    _member("Farzan Miravandi", Role.INVESTIGATOR),
    _member("Greta Lowenmark", Role.INVESTIGATOR, background=Background.SECONDED),
    _member("Tomasz Wierzbanek", Role.INVESTIGATOR),
    _member("Leilani Kauholani", Role.INVESTIGATOR, Role.DECISION_MAKER),
    _member("Padraig Fennigarry", Role.INVESTIGATOR, Role.DECISION_MAKER),
    _member("Constance Aldermoor", Role.DECISION_MAKER),
    _member("Hideo Tanabori", Role.DECISION_MAKER, Role.REVIEWER),
    _member("Zainab Harounash", Role.REVIEWER, background=Background.FROM_OUTSIDE),
    _member("Emrys Penhallock", Role.REVIEWER, background=Background.FROM_OUTSIDE),
    _member("Ishbel Carradyne-Voss", Role.OUTSIDE_HANDLER, background=Background.FROM_OUTSIDE),
    _member("Teodor Malkovanic", Role.OUTSIDE_HANDLER, background=Background.FROM_OUTSIDE),
    _member("Wanjiru Okelaro", Role.OUTSIDE_HANDLER, background=Background.FROM_OUTSIDE),
    _member("Dorothea Quillfeather", Role.OVERSEER),
    _member("Henrike Ostwaldsen", Role.OVERSEER, background=Background.FROM_OUTSIDE),
    _member("Parvaneh Dilgushar", Role.OVERSEER, background=Background.FROM_OUTSIDE),
    _member("Alistair Strathgavin", Role.LEADERSHIP),
    _member("Ngaire Tewhetara", Role.PUBLICATION_OFFICER),
    ADMINISTRATOR,
    APPOINTER,
)
"""Three case managers, because a veto takes a case from everybody who had touched it, and sometimes from two of them."""


AFFILIATIONS = {"nadira": (Affiliation(AffiliationKind.SAME_BRANCH, LEADERSHIP, date(2015, 5, 1), date(2019, 5, 1)),)}
"""What they declare, by login: one that ended long ago, for with another Nadira could not act. Everybody else who acts on cases
declares that there is nothing."""


def in_role(role: Role) -> tuple[Member, ...]:
    """Everyone who is appointed to that role."""
    return tuple(member for member in CAST if role in member.roles)
