"""The closed vocabularies of the process (DOMAIN sections 4 to 6). Codes are stored; labels are shown by the doors.

An unknown code is an error wherever it turns up: at a door, in an import, in an old entry. Adding a word takes a
decision record.
"""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do (DOMAIN section 4). A role is held under an appointment, and giving one is an act."""

    INTAKE_OFFICER = "intake-officer"
    TRIAGE_ASSESSOR = "triage-assessor"
    CASE_MANAGER = "case-manager"
    INVESTIGATOR = "investigator"
    DECISION_MAKER = "decision-maker"
    REVIEWER = "reviewer"
    OUTSIDE_HANDLER = "outside-handler"
    OVERSEER = "overseer"
    ADMINISTRATOR = "administrator"
    APPOINTING_AUTHORITY = "appointing-authority"
    LEADERSHIP = "leadership"
    PUBLICATION_OFFICER = "publication-officer"


CASE_ROLES = frozenset(
    {
        Role.INTAKE_OFFICER,
        Role.TRIAGE_ASSESSOR,
        Role.CASE_MANAGER,
        Role.INVESTIGATOR,
        Role.DECISION_MAKER,
        Role.REVIEWER,
        Role.OUTSIDE_HANDLER,
    }
)
"""Roles that may work on cases. No other role ever sees a word of one (B1)."""

INSIDE_ROLES = CASE_ROLES - {Role.OUTSIDE_HANDLER}
"""Those of the office's own people. On a complaint that is set apart none of them counts, and whoever handles it from outside has
them all (B9)."""

ASKED_TO_DECLARE = CASE_ROLES | {Role.OVERSEER}
"""Whose acts on complaints are measured against what they declared: an overseer reopens."""

WALLED_ROLES = frozenset(
    {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY, Role.LEADERSHIP, Role.PUBLICATION_OFFICER, Role.OVERSEER}
)
"""Roles that nobody may hold together with a case role."""


class Duty(StrEnum):
    """What a person did on a case. Nobody holds two of the first four on a case or on linked ones (invariant 2)."""

    TRIAGE = "triage"
    INVESTIGATE = "investigate"
    DECIDE = "decide"
    REVIEW = "review"
    MANAGE = "manage"


SEPARATED_DUTIES = frozenset({Duty.TRIAGE, Duty.INVESTIGATE, Duty.DECIDE, Duty.REVIEW})


class EndReason(StrEnum):
    """Why an account ends. What is behind it belongs in no register."""

    LEFT = "left"
    OTHER_WORK = "other-work"
    LOST_CREDENTIALS = "lost-credentials"
    IN_ERROR = "in-error"
    WITHDRAWN = "withdrawn"


class Materials(StrEnum):
    """What somebody who leaves has of any case outside the system, as they declare it themself (DOMAIN E4)."""

    NONE = "none"
    RETURNED = "returned"
    HELD = "held"
    NOT_DECLARED = "not-declared"
    NOT_ASKED = "not-asked"


class Background(StrEnum):
    """From where somebody comes to an appointment (DOMAIN B4)."""

    FROM_STAFF = "from-staff"
    FROM_MEMBERSHIP = "from-membership"
    FROM_OUTSIDE = "from-outside"
    PUT_FORWARD = "put-forward-by-leadership"
    SECONDED = "seconded-from-leadership"
    LEFT_LEADERSHIP = "left-leadership"


class AffiliationKind(StrEnum):
    """How a member of staff is affiliated with another or the leadership (DOMAIN 5.2). What is behind it belongs in no register."""

    FAMILY = "family"
    FRIENDSHIP = "friendship"
    BUSINESS = "business"
    MONEY = "money"
    EMPLOYMENT = "employment"
    SAME_BRANCH = "same-branch"
    CAMPAIGN = "campaign"


class Channel(StrEnum):
    """How a complaint reached the organisation (DOMAIN 6.1)."""

    WEB = "web"
    E_MAIL = "e-mail"
    POST = "post"
    PHONE = "phone"
    IN_PERSON = "in-person"
    SOCIAL = "social"
    HAND_OVER = "hand-over"


class Assessment(StrEnum):
    """The answer at triage: is there something here for this process to decide?"""

    ACCEPTED = "accepted"
    OUT_OF_SCOPE = "out-of-scope"
    DUPLICATE = "duplicate"


class Capacity(StrEnum):
    """In what capacity the respondent is complained about (DOMAIN 6.1)."""

    MEMBER = "member"
    OFFICER = "officer"
    EMPLOYEE = "employee"
    CANDIDATE = "candidate"
    ELECTED_REPRESENTATIVE = "elected-representative"
    VOLUNTEER = "volunteer"
    FORMER = "former"
    NON_MEMBER = "non-member"


class StaysInside(StrEnum):
    """Why the office itself can handle a complaint about an officer (B9). Without one of these it is set apart."""

    OTHER_BODY = "other-body"
    BRANCH_OFFICE = "branch-office"
    NO_SAY = "no-say"


class Finding(StrEnum):
    """The finding on one allegation (DOMAIN 6.1). Never "guilty"."""

    PROVED = "proved"
    PROVED_IN_PART = "proved-in-part"
    ADMITTED = "admitted"
    NOT_PROVED = "not-proved"
    NO_CASE = "no-case"
    FROZEN_ON_DEPARTURE = "frozen-on-departure"


BREACH_FINDINGS = frozenset({Finding.PROVED, Finding.PROVED_IN_PART, Finding.ADMITTED})
FULL_FINDINGS = frozenset({Finding.PROVED, Finding.ADMITTED})
LIVE_FINDINGS = frozenset(Finding) - {Finding.FROZEN_ON_DEPARTURE}
"""What a live case may find. A respondent's departure does not end a case (invariant 14); old records may."""


class OverrideReason(StrEnum):
    """Why a decision departs from the recommendation: a closed list (DOMAIN 6.3)."""

    NEW_EVIDENCE = "new-evidence"
    ERROR_OF_FACT = "error-of-fact"
    ERROR_OF_RULE = "error-of-rule"
    DISPROPORTIONATE = "disproportionate"
    INCONSISTENT = "inconsistent-with-comparators"
    PROCEDURAL_DEFECT = "procedural-defect"
    CONFLICT_DISCOVERED = "conflict-discovered"
    CONSENT = "consent"
    LEGAL_ADVICE = "legal-advice"
    HEALTH = "health"
    OTHER = "other"


class Direction(StrEnum):
    """Which way a decision departs from the recommendation. Level: other findings, same rung."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


class Reply(StrEnum):
    """How the respondent's chance to answer ended (invariant 1)."""

    RECORDED = "recorded"
    WINDOW_PASSED = "window-passed"
    WAIVED = "waived"


class CaseOutcome(StrEnum):
    """How a case was decided, as it is counted."""

    BREACH_SANCTION = "breach-sanction"
    BREACH_NO_SANCTION = "breach-no-sanction"
    NO_BREACH = "no-breach"


class ComplaintOutcome(StrEnum):
    """How a complaint was closed, as it is counted, once, when its last case is."""

    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld-in-part"
    NOT_UPHELD = "not-upheld"
    OUT_OF_SCOPE = "out-of-scope"
    DUPLICATE = "duplicate"


class ReopenGround(StrEnum):
    """The only grounds on which a closed complaint comes back (DOMAIN 5.2)."""

    FRESH_EVIDENCE = "fresh-evidence"
    FRAUD = "fraud"
    UNDISCLOSED_CONFLICT = "undisclosed-conflict"
    PROVEN_INTERFERENCE = "proven-interference"
    EXTERNAL_JUDGMENT = "external-judgment"


TAINTING_GROUNDS = frozenset(
    {ReopenGround.FRAUD, ReopenGround.UNDISCLOSED_CONFLICT, ReopenGround.PROVEN_INTERFERENCE}
)
"""Reopened on one of these, a case goes to people who have not touched it."""


class Exclusion(StrEnum):
    """Why somebody in the pool cannot be drawn for a case, or can no longer decide it (DOMAIN 5.4)."""

    TOOK_PART = "took-part"
    CONFLICT = "conflict"
    CHALLENGE_UPHELD = "challenge-upheld"
    TRAINING_LAPSED = "training-lapsed"
    NOT_AVAILABLE = "not-available"


GIVEN_EXCLUSIONS = frozenset(Exclusion) - {Exclusion.TOOK_PART}
"""Those that a person enters. Who took part is known, and not for anybody to say."""
LASTING_EXCLUSIONS = frozenset({Exclusion.CONFLICT, Exclusion.CHALLENGE_UPHELD})
"""Those for which nobody comes back into a later pool of the same case."""


class RecusalGround(StrEnum):
    """Why somebody steps down from a complaint (DOMAIN 5.2). All but the last leave no choice."""

    PARTY = "party"
    WITNESS = "witness"
    RELATIVE = "relative"
    BUSINESS_TIE = "business-tie"
    SAME_BRANCH = "same-branch"
    PRIOR_INVOLVEMENT = "prior-involvement"
    PUBLIC_STATEMENT = "public-statement"
    LEADERSHIP_AFFILIATION = "leadership-affiliation"
    FINANCIAL_INTEREST = "financial-interest"
    OTHER = "other"


class OpeningReason(StrEnum):
    """Why two overseers open a complaint (DOMAIN K4). What is behind it they say in what they find, if they find anything."""

    SAMPLED = "sampled"
    ASKED_BY_A_PARTY = "asked-by-a-party"
    SUSPECTED_INTERFERENCE = "suspected-interference"
    DELAY = "delay"
    REGULATOR = "regulator"
    FOLLOW_UP = "follow-up"


class DecliningReason(StrEnum):
    """Why an overseer does not open what another asked for. They stand in a look, with two references: eight letters at most."""

    KNOWN = "known"
    NO_NEED = "no-need"
    TALK = "talk"
    INTEREST = "interest"


class OversightResult(StrEnum):
    """What overseers find about how a complaint was handled. Never about whether it was right."""

    IN_ORDER = "in-order"
    RULE_NOT_FOLLOWED = "rule-not-followed"
    DELAYED = "delayed"
    REASONS_LACKING = "reasons-lacking"
    RECORD_INCOMPLETE = "record-incomplete"
    CONFLICT_OVERLOOKED = "conflict-overlooked"
    INTERFERENCE = "interference"


class LinkType(StrEnum):
    """Why two complaints are read together (DOMAIN 5.2). Linking never deletes and never resets an age."""

    DUPLICATE = "duplicate"
    SAME_INCIDENT = "same-incident"
    SAME_RESPONDENT = "same-respondent"
    COUNTER_COMPLAINT = "counter-complaint"


class ComplaintStage(StrEnum):
    """Where a complaint stands. `following`: it is a duplicate, and the complaint that it follows is still open."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    FOLLOWING = "following"
    DECLINED = "declined"
    CLOSED = "closed"


class CaseStage(StrEnum):
    """Where a case stands. `held`: an override of two rungs or more waits for the independent reviewer."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    INVESTIGATING = "investigating"
    NOTICE_GIVEN = "notice-given"
    ANSWERED = "answered"
    RECOMMENDED = "recommended"
    HELD = "held"
    DECIDED = "decided"
    CLOSED = "closed"


class NonceBy(StrEnum):
    """Who drew the nonce (DESIGN 5.4). If the server did, the check "this receipt is mine alone" is not possible."""

    SCRIPT = "script"
    TYPED = "typed"
    SERVER = "server"


class Unit(StrEnum):
    """What the length of a clock counts."""

    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"


class ClockCode(StrEnum):
    """The promises that a rulebook must put a length to (DOMAIN 5.2). The time to reply is the respondent's own."""

    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    OPEN_CASE = "open-case"
    ASSIGN = "assign"
    NOTICE = "notice"
    RECOMMEND = "recommend"
    DECIDE = "decide"
    REVIEW = "review"
    TELL = "tell"
    CLOSE = "close"
    MESSAGE = "message"
    CONCLUDE = "conclude"
