"""What a person asks for. A door makes one of these from a request; `decide` answers it.

Free text travels in the command, is checked for being there, and leaves in a fact's sealed content: never in its
clear data. `on` is the day the thing happened; None means today. `case` is the case's number inside the complaint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evenhand.process.facts import FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What every command has."""

    on: date | None = None
    sure: bool = False
    """That nobody can tell of a conflict of interest was read, and whoever acts knows of none that matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Command):
    """Make a complaint. `nonce` is 16 bytes that the complainant's side drew or typed; `nonce_by` says which, or `server`.

    `apart`: it is about somebody with a say over the office, and goes to people from outside.
    """

    channel: str
    category: str
    labels: tuple[str, ...] = ()
    narrative: str = field(repr=False)
    about: str = field(default="", repr=False)
    happened: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    files: tuple[FileRef, ...] = ()
    apart: bool = False
    nonce: bytes
    nonce_by: str
    token: str
    """SHA-256 (hex) of the submission token: a retry with the same token is the same complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Tell the complainant that the complaint is in hand, and name the officer to ask (a staff reference)."""

    officer: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess(Command):
    """Accept, or decline with a published rule, or mark as a duplicate of another complaint (its index)."""

    result: str
    rule: str | None = None
    duplicate_of: int | None = None
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOfficer(Command):
    """Name another officer whom the complainant can ask (a staff reference)."""

    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command):
    """Step down from the complaint and all its cases because of a conflict of interest, for good."""

    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApart(Command):
    """Hand the complaint to people from outside, for good. Whoever does so is off it with everybody else (B9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowLead(Command):
    """Go on with a duplicate, now that the complaint that it follows is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Command):
    """Read two complaints together. `other` is the index of the other; the complainant can read the reasons."""

    other: int
    type: str
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Command):
    """Write to the complainant, or as the complainant to the office."""

    text: str = field(repr=False)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezePool(Command):
    """Freeze the list of those among whom a lot picks who decides, before the random value is known (DOMAIN 5.4).

    `excluded` gives why somebody of them cannot be drawn, by staff reference. The value is `round` of `source`, written as `how`
    says, and known to nobody before the Unix time `not_before`. All of this is public. `draw` is the draw's own new reference.
    """

    case: int
    excluded: Mapping[str, str]
    source: str
    round: str
    how: str
    not_before: int
    draw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeValue(Command):
    """Type in the random value of a frozen pool. Two people do, each without seeing what the other typed.

    `order` is whom the value picks, as the office works it out from the pool and its head (REGISTER.md section 7).
    """

    case: int
    value: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceDrawn(Command):
    """Record why the person drawn cannot decide, or no longer. The next one drawn takes the place; nobody is picked by hand."""

    case: int
    why: str
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence(Command):
    """Add files or a note of what was said to a case, saying where it came from."""

    case: int
    description: str = field(repr=False)
    source: str = field(default="", repr=False)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command):
    """Open a case against one respondent and frame its allegations: (clause code, particulars) pairs.

    `stays_inside`: where the respondent is an officer and the complaint is not set apart, why the office can handle it.
    """

    respondent_name: str = field(repr=False)
    respondent_reach: str = field(default="", repr=False)
    capacity: str
    stays_inside: str | None = None
    allegations: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameAllegation(Command):
    """Frame one more allegation in an open case, before notice is given."""

    case: int
    clause: str
    particulars: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Give a duty on a case (`investigate` or `decide`) to a person who is free to take it.

    `answers_for_tie`: whoever assigns has seen that a tie of that person to a party cannot be ruled out, and answers for it.
    """

    case: int
    duty: str
    person: str
    answers_for_tie: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInvestigation(Command):
    """Take up the investigation and record the plan."""

    case: int
    plan: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNotice(Command):
    """Tell the respondent what is alleged, on what evidence, and by when to reply; again where evidence was added.

    `text` is the investigator's own. The allegations, their clauses, what could follow and the date are put to it.
    `served` says how and when it reached the respondent, for Evenhand does not deliver it; `files` may show it.
    """

    case: int
    text: str = field(repr=False)
    reply_by: date
    served: str = field(repr=False)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply(Command):
    """Record a reply, that the window passed, or a waiver in writing.

    More replies may follow until the last day, unless `complete` holds the respondent's own words that this is all.
    """

    case: int
    how: str
    text: str = field(default="", repr=False)
    complete: str = field(default="", repr=False)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend(Command):
    """Recommend a finding for every allegation (by number) and a rung of the sanction ladder."""

    case: int
    findings: Mapping[int, str]
    sanction: int
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Command):
    """Decide. Where it departs from the recommendation: why (a code), under which power, and at whose suggestion."""

    case: int
    findings: Mapping[int, str]
    sanction: int
    reasons: str = field(repr=False)
    for_respondent: str = field(default="", repr=False)
    """What of the reasons only the respondent may read, such as their health. `reasons` both parties read."""
    override_reason: str | None = None
    power: str = field(default="", repr=False)
    suggested_by: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOverride(Command):
    """Verify or veto an override that is held."""

    case: int
    verify: bool
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Command):
    """Tell the parties the outcome of a case, or (case None) the complainant that the complaint was declined.

    Findings, sanction and the decision's reasons are put to both letters. `served` says how and when the respondent
    was given theirs, for Evenhand does not deliver it; `files` may show it.
    """

    case: int | None = None
    to_complainant: str = field(repr=False)
    to_respondent: str = field(default="", repr=False)
    served: str = field(default="", repr=False)
    files: tuple[FileRef, ...] = ()
    remedy: str = field(repr=False)
    remedy_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command):
    """Close a case, or (case None) a declined complaint. The complaint closes with its last case."""

    case: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    """Bring a closed complaint back: which cases, on what ground, and why."""

    cases: tuple[int, ...]
    ground: str
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenToOverseers(Command):
    """Open the complaint to two overseers for some days: `asked_by` (a staff reference) asked, whoever acts confirms.

    `sure_of` and `asker_sure_of` are marks (`own_conflict.mark_of`) of what each of the two read and confirmed of themself, where
    nobody can tell of a conflict of interest. `sure` alone counts for nothing here: each answers for themself, each time.
    """

    asked_by: str
    reason: str
    sure_of: str = ""
    asker_sure_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOpening(Command):
    """End what was opened to overseers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOversightFinding(Command):
    """Say, as one of two overseers to whom it is open, how the complaint was handled. Nobody changes it afterwards."""

    result: str
    text: str = field(repr=False)
