"""One case of a running service, played through portal and desk by people with plain browsers, full of words to look for."""

from dataclasses import dataclass

from evenhand.cli.bench.browser import Browser, filled_in
from evenhand.cli.bench.complainant import Acknowledged, Complainant
from tests.conftest import Served
from tests.journeys.people import PASSWORD, Colleague

CANARIES = {
    "narrative": "KANARIE-NARRATIVE beside the harbour wall",
    "sender": "Wendeline KANARIE-SENDER",
    "reach": "wendeline@kanarie-reach.example",
    "file name": "kanarie-file-name.txt",
    "file": "KANARIE-FILE bytes of a recording " * 3000,
    "message": "KANARIE-MESSAGE when will I hear from you",
    "respondent": "Gottlieb KANARIE-RESPONDENT",
    "particulars": "KANARIE-PARTICULARS shouted across the room",
    "evidence": "KANARIE-EVIDENCE minutes of the meeting",
    "evidence file name": "kanarie-evidence-name.txt",
    "evidence file": "KANARIE-SECOND-FILE bytes of the minutes " * 3000,
    "plan": "KANARIE-PLAN ask everybody who was there",
    "notice": "KANARIE-NOTICE this is what is alleged",
    "served": "KANARIE-SERVED by hand at the office",
    "reply": "KANARIE-REPLY I was not even there",
    "complete": "KANARIE-COMPLETE that is all from me",
    "recommendation": "KANARIE-RECOMMENDATION the minutes leave no doubt",
    "decision": "KANARIE-DECISION the harm was smaller than it seemed",
    "power": "KANARIE-POWER rule nine",
}
"""What people write and send, by what it is."""
DUTIES = {"investigate": "investigator", "decide": "decision-maker"}


@dataclass(frozen=True, slots=True)
class Played:
    """The complaint that was made, and the browsers of the staff who worked on it, by role."""

    made: Acknowledged
    browsers: dict[str, Browser]


def play(served: Served, colleagues: dict[str, Colleague]) -> Played:
    """From the complaint to a decision two rungs lighter than recommended, which is held."""
    complainant = Complainant(served.url)
    named = {"name": CANARIES["sender"], "reach": CANARIES["reach"]}
    made = complainant.complain(CANARIES["narrative"], CANARIES["file"].encode(), CANARIES["file name"], **named)
    complainant.write(CANARIES["message"])
    roles = ("case-manager", "triage-assessor", *DUTIES.values())
    browsers = {role: sign_in(served, colleagues[role]) for role in roles}
    page = f"/desk/complaints/{made.number}"

    def act(role: str, path: str, fields: dict[str, str], **file: tuple[str, bytes]) -> None:
        answer = browsers[role].fill(f"{page}/{path}/", fields, **file)
        assert "Recorded:" in answer, answer

    act("case-manager", "acts/acknowledge", {"officer": colleagues["case-manager"].ref})
    act("triage-assessor", "acts/assess", {"result": "accepted", "reasons": "It falls under two of our clauses."})
    opened = {"respondent_name": CANARIES["respondent"], "capacity": "member", "clause_1": "2.1"}
    act("case-manager", "acts/open-case", {**opened, "particulars_1": CANARIES["particulars"]})
    for duty, role in DUTIES.items():
        act("case-manager", "cases/1/acts/assign", {"person": f"{duty} {colleagues[role].ref}"})
    evidence = (CANARIES["evidence file name"], CANARIES["evidence file"].encode())
    act("investigator", "cases/1/acts/evidence", {"description": CANARIES["evidence"]}, uploads=evidence)
    act("investigator", "cases/1/acts/start", {"plan": CANARIES["plan"]})
    shown = browsers["investigator"].fill(f"{page}/cases/1/acts/notice/", {"text": CANARIES["notice"]})
    assert "as the respondent reads it" in shown, shown
    given = {**filled_in(shown), "text": CANARIES["notice"], "served": CANARIES["served"]}
    assert "Recorded:" in browsers["investigator"].post(f"{page}/cases/1/acts/notice/", given)[1]
    replied = {"how": "recorded", "text": CANARIES["reply"], "complete": CANARIES["complete"]}
    act("investigator", "cases/1/acts/reply", replied)
    answer = {"finding_1": "proved", "sanction": "4", "reasons": CANARIES["recommendation"]}
    act("investigator", "cases/1/acts/recommend", answer)
    lighter = {"override_reason": "disproportionate", "power": CANARIES["power"], "seen": "proved 2"}
    decision = {"finding_1": "proved", "sanction": "2", "reasons": CANARIES["decision"]}
    act("decision-maker", "cases/1/acts/decide", decision | lighter)
    return Played(made, browsers)


def sign_in(served: Served, colleague: Colleague) -> Browser:
    """Somebody at the desk, signed in."""
    browser = Browser(served.url)
    fields = {"login": colleague.login, "password": PASSWORD, "code": colleague.code()}
    assert "Sign out" in browser.fill("/desk/sign-in/", fields)
    return browser
