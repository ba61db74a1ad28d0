"""The closed list of acts, the coarse kind under which each is published, and what it says in words (DESIGN 5.1).

The kind, the day and the place of an entry are all that the public sees of it. So an assignment, a notice and a message
look the same from outside; and `shapes` sees to it that a decision that is held looks like one that takes effect.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The five public kinds of entry, beside the reserved kinds of REGISTER.md 2.4."""

    INTAKE = "intake"
    OUTCOME = "outcome"
    REVIEW = "review"
    EVENT = "event"
    BEFORE = "before"


KIND_WORDS = {
    Kind.INTAKE: "A complaint was received, or carried over from an earlier register, or was entered in error.",
    Kind.OUTCOME: "A complaint was closed or reopened, or a case was decided. A decision that was held or vetoed looks the same.",
    Kind.REVIEW: "A decision departed from what was recommended, such a departure was verified or vetoed, or overseers opened a "
    "complaint.",
    Kind.EVENT: "Any other step of any case or of the office: an assignment, a notice, a message, an appointment.",
    Kind.BEFORE: "A complaint or case from before this register was begun, imported from older records.",
}


class Region(StrEnum):
    """Whose history an act belongs to."""

    COMPLAINT = "complaint"
    OFFICE = "office"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the closed list. `words` completes the line of a timeline; parties may read them."""

    name: str
    kind: Kind
    region: Region
    words: str


def _act(name: str, kind: Kind, region: Region, words: str) -> tuple[str, Act]:
    return name, Act(name, kind, region, words)


CARRIED_OVER = "carried-over"
_C, _O, _I = Region.COMPLAINT, Region.OFFICE, Region.IMPORT
ACTS: dict[str, Act] = dict(
    (
        _act("received", Kind.INTAKE, _C, "Complaint received and registered"),
        _act(CARRIED_OVER, Kind.INTAKE, _C, "Complaint carried over: it was open when counting under proof began"),
        _act("complainant-recorded", Kind.EVENT, _C, "Complainant's details sealed, or anonymity noted"),
        _act("party-tokens-made", Kind.EVENT, _C, "Parties made findable without their names"),
        _act("acknowledged", Kind.EVENT, _C, "Complaint acknowledged and an officer named"),
        _act("officer-named", Kind.EVENT, _C, "Another officer named to the complainant"),
        _act("assessed", Kind.EVENT, _C, "Complaint assessed"),
        _act("recused", Kind.EVENT, _C, "Stepped down because of a conflict of interest"),
        _act("set-apart", Kind.EVENT, _C, "Set apart: handed to people from outside"),
        _act("lead-closed", Kind.EVENT, _C, "The complaint that this one follows was closed"),
        _act("linked", Kind.EVENT, _C, "Linked with another complaint"),
        _act("access-settled", Kind.EVENT, _C, "Keys passed on to those who may read it, or taken back"),
        _act("message-sent", Kind.EVENT, _C, "Message sent"),
        _act("evidence-added", Kind.EVENT, _C, "Evidence added"),
        _act("case-opened", Kind.EVENT, _C, "Case opened against a respondent"),
        _act("allegation-framed", Kind.EVENT, _C, "Allegation framed under a clause"),
        _act("assigned", Kind.EVENT, _C, "Person assigned"),
        _act("pool-frozen", Kind.EVENT, _C, "Pool frozen, from which a lot picks who decides"),
        _act("value-typed", Kind.EVENT, _C, "Random value of the draw typed in"),
        _act("panel-drawn", Kind.EVENT, _C, "Drawn by lot who decides"),
        _act("drawn-replaced", Kind.EVENT, _C, "Somebody who was drawn cannot decide"),
        _act("investigation-started", Kind.EVENT, _C, "Investigation started"),
        _act("notice-given", Kind.EVENT, _C, "Notice given to the respondent, with a date to reply by"),
        _act("reply-recorded", Kind.EVENT, _C, "Respondent's reply recorded"),
        _act("reply-window-passed", Kind.EVENT, _C, "Time to reply passed"),
        _act("reply-waived", Kind.EVENT, _C, "Respondent waived the reply in writing"),
        _act("recommended", Kind.EVENT, _C, "Findings and sanction recommended"),
        _act("decision-made", Kind.EVENT, _C, "Decision made"),
        _act("overridden", Kind.REVIEW, _C, "Decision departs from the recommendation"),
        _act("override-verified", Kind.REVIEW, _C, "Independent reviewer verified the departure"),
        _act("override-vetoed", Kind.REVIEW, _C, "Independent reviewer vetoed the departure"),
        _act("case-decided", Kind.OUTCOME, _C, "Case decided, with effect"),
        _act("told", Kind.EVENT, _C, "Person told of the outcome"),
        _act("case-closed", Kind.EVENT, _C, "Case closed"),
        _act("complaint-closed", Kind.OUTCOME, _C, "Complaint closed"),
        _act("reopened", Kind.OUTCOME, _C, "Complaint reopened"),
        _act("oversight-opened", Kind.REVIEW, _C, "Opened to two overseers for some days"),
        _act("oversight-closed", Kind.EVENT, _C, "No longer open to overseers"),
        _act("oversight-found", Kind.EVENT, _C, "Overseers said how it was handled"),
        _act("cover-event", Kind.EVENT, _C, "Nothing of its own: it covers the act that follows"),
        _act("cover-outcome", Kind.OUTCOME, _C, "Nothing of its own: it covers the act before it"),
        _act("rulebook-adopted", Kind.EVENT, _O, "Rulebook adopted"),
        _act("account-created", Kind.EVENT, _O, "Account created"),
        _act("keys-exchanged", Kind.EVENT, _O, "An account got new keys, its password being lost"),
        _act(
            "account-confirmed",
            Kind.EVENT,
            _O,
            "A second person confirmed an account, which can be used from then on",
        ),
        _act("address-given", Kind.EVENT, _O, "An account was given a work e-mail address, or another one"),
        _act("credentials-changed", Kind.EVENT, _O, "An account's password or second factor changed"),
        _act("new-device-allowed", Kind.EVENT, _O, "A new second factor allowed in place of a lost one"),
        _act("account-end-asked", Kind.EVENT, _O, "An account is to end, if a second person confirms it"),
        _act("materials-declared", Kind.EVENT, _O, "Somebody who leaves declared what case materials they have"),
        _act("account-ended", Kind.EVENT, _O, "Account ended"),
        _act("appointment-made", Kind.EVENT, _O, "Appointment made, and with it a role given"),
        _act("proof-renewed", Kind.EVENT, _O, "A proof of an older version, that a key is a person's, made anew"),
        _act("team-keys-changed", Kind.EVENT, _O, "Keys of teams passed on to their members, or taken back"),
        _act("appointment-ended", Kind.EVENT, _O, "Appointment ended, and with it a role"),
        _act("tie-declared", Kind.EVENT, _O, "A tie to a person declared"),
        _act("tie-ended", Kind.EVENT, _O, "A tie to a person taken back"),
        _act("line-recorded", Kind.EVENT, _O, "Line manager recorded"),
        _act("affiliations-declared", Kind.EVENT, _O, "Own affiliations declared, or that there are none"),
        _act("note-written", Kind.EVENT, _O, "A note to the overseers, by somebody on the staff"),
        _act("note-opened", Kind.EVENT, _O, "Two overseers opened a note to them"),
        _act(
            "sample-drawn", Kind.EVENT, _O, "An overseer drew a sample of complaints by a random value of their own"
        ),
        _act("oversight-published", Kind.EVENT, _O, "Oversight finding about the office as a whole published"),
        _act("recommendation-answered", Kind.EVENT, _O, "A recommendation of an oversight finding answered"),
        _act("compartment-made", Kind.EVENT, _O, "Compartment made"),
        _act("trustees-set", Kind.EVENT, _O, "Trustees set, who can give access anew together"),
        _act("trustees-recovered", Kind.EVENT, _O, "Trustees gave access anew with their shares"),
        _act("trustees-rehearsed", Kind.EVENT, _O, "Trustees tried whether their shares open the key"),
        _act("period-closed", Kind.EVENT, _O, "Period closed for publication"),
        _act("key-added", Kind.EVENT, _O, "A key added with which the register signs"),
        _act("key-retired", Kind.EVENT, _O, "A key of the register retired"),
        _act("restored", Kind.EVENT, _O, "Register restored from a backup"),
        _act("looks-sealed", Kind.EVENT, _O, "A day's record of who looked at what sealed"),
        _act("imported-complaint", Kind.BEFORE, _I, "Complaint imported from older records"),
        _act("imported-case", Kind.BEFORE, _I, "Case imported from older records"),
    )
)
