"""A team at work through the office's own verbs, without a browser and without the key agent: for figures and periods."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.submit_complaint import submit_complaint
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.process.state import Person
from evenhand.records.load import person
from evenhand.site.clock import SimulatedClock, entropy
from evenhand.vault.argon import ArgonParams
from evenhand.vault.password import Enrolment, enrol
from evenhand.vault.phrase import new_phrase
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, mail, opens
from tests.office.scenes import complain, submission
from tests.remembered import remembered

REASONS = "Read with care against every clause that could apply."
NOTICE = "This is what is alleged of you."
SERVED = "By hand on the same day; signed for."
ROLES = {
    "ines": "intake-officer",
    "tara": "triage-assessor",
    "mona": "case-manager",
    "ivan": "investigator",
    "irma": "investigator",
    "dora": "decision-maker",
    "dirk": "decision-maker",
    "rosa": "reviewer",
    "rolf": "reviewer",
    "olga": "overseer",
    "omar": "overseer",
}


@cache
def enrolment(login: str) -> Enrolment:
    """The keys of one of them, made once. Nobody here signs in, so what a guess costs is of no interest."""
    return enrol(f"a lantern over the quiet harbour {login}", entropy, ArgonParams(memory_kib=64, passes=1))


@dataclass
class Team:
    """The office, its clock, and the people by their sign-in names."""

    office: Office
    clock: SimulatedClock
    refs: dict[str, str] = field(default_factory=dict)

    def hire(self, *logins: str) -> None:
        """Give everyone, or those named, an account and a role."""
        asked = logins or tuple(ROLES)
        refs, moment = remembered(("team", asked, self.clock.moment), lambda: self._hire(asked))
        self.refs |= refs
        self.clock.moment = moment

    def _hire(self, logins: Sequence[str]) -> tuple[dict[str, str], datetime]:
        return {login: self._employ(login) for login in logins}, self.clock.moment

    def _employ(self, login: str) -> str:
        ref = create_account(
            self.office, "founding", NewAccount(login, login.capitalize(), enrolment(login), mail(login))
        )
        assert not isinstance(ref, Refusal), ref
        assert isinstance(appoint(self.office, "founding", ref, ROLES[login], keys=opens()), str)
        declare_nothing(self.office, [ref])
        return ref

    def go_to(self, day: date, hour: int = 9) -> None:
        """Let time pass until that day."""
        self.clock.go_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.go_to(self.clock.moment + timedelta(days=days))

    def ask(self, login: str, index: int, command: c.Command) -> Done | Refusal:
        """Try something."""
        return perform(self.office, self.person(login), index, command, keys_of(enrolment(login).key_pair))

    def person(self, login: str) -> Person:
        """One of the team as the process knows them."""
        found = person(self.refs[login])
        assert found is not None
        return found

    def do(self, login: str, index: int, command: c.Command) -> Done:
        """Do something that must be accepted."""
        done = self.ask(login, index, command)
        assert not isinstance(done, Refusal), done
        return done

    def receive(self, token: str, **changes) -> int:
        """A complaint comes in."""
        made, _ = complain(self.office, token, **changes)
        return made.index

    def enter(self, token: str, on: date) -> int:
        """The intake officer registers what came by post on an earlier day."""
        command = submission(token, channel="post", on=on)
        made = submit_complaint(self.office, command, new_phrase(self.office.entropy), self.person("ines"))
        assert not isinstance(made, Refusal), made
        return made.index

    def decline(self, index: int) -> None:
        """Out of scope, told, closed."""
        self.do("ines", index, c.Acknowledge(officer=self.refs["ines"]))
        self.do("tara", index, c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS))
        self.do("mona", index, self.letters(None))
        self.do("mona", index, c.Close())

    def accept(self, index: int, clauses: tuple[str, ...] = ("2.1",)) -> None:
        """Accepted, one case opened, people assigned, under way."""
        self.do("ines", index, c.Acknowledge(officer=self.refs["ines"]))
        self.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
        self.do("mona", index, self.a_case(clauses))
        self.assign(index, 1)

    def assign(self, index: int, case: int, investigator: str = "ivan", decider: str = "dora") -> None:
        """Give a case to two people."""
        self.do("mona", index, c.Assign(case=case, duty="investigate", person=self.refs[investigator]))
        self.do("mona", index, c.Assign(case=case, duty="decide", person=self.refs[decider]))

    def recommend(
        self, index: int, case: int = 1, sanction: int = 4, who: str = "ivan", allegations: int = 1
    ) -> None:
        """Investigated, notice given, the reply recorded, recommended."""
        self.do(who, index, c.StartInvestigation(case=case, plan="Ask those who were there."))
        reply_by = self.office.today() + timedelta(days=14)
        self.do(who, index, c.GiveNotice(case=case, text=NOTICE, reply_by=reply_by, served=SERVED))
        reply = {"text": "I was not there.", "complete": "I have nothing to add."}
        self.do("mona", index, c.RecordReply(case=case, how="recorded", **reply))
        findings = dict.fromkeys(range(1, allegations + 1), "proved")
        self.do(who, index, c.Recommend(case=case, findings=findings, sanction=sanction, reasons=REASONS))

    def decide(self, index: int, case: int = 1, sanction: int = 4, recommended: int = 4, who: str = "dora") -> None:
        """Decide; where it departs from the recommendation, with a reason."""
        departs = {"override_reason": "disproportionate", "power": "Rule 9"} if sanction != recommended else {}
        said = {"case": case, "findings": {1: "proved"}, "sanction": sanction, "reasons": REASONS}
        self.do(who, index, c.Decide(**said, **departs))

    def close(self, index: int, case: int = 1) -> None:
        """Tell both parties and close."""
        self.do("mona", index, self.letters(case))
        self.do("mona", index, c.Close(case=case))

    def letters(self, case: int | None) -> c.Notify:
        """Letters to the parties."""
        return c.Notify(
            case=case,
            to_complainant="This is what was decided on your complaint.",
            to_respondent="This is what was decided about you." if case else "",
            served=SERVED if case else "",
            remedy="You can write to the independent ombudsman.",
            remedy_by=self.office.today() + timedelta(days=180),
        )

    def a_case(self, clauses: tuple[str, ...] = ("2.1",)) -> c.OpenCase:
        """A case with one allegation for each clause."""
        said = tuple((clause, "Shouted at the complainant.") for clause in clauses)
        return c.OpenCase(respondent_name="Yan Example", capacity="member", allegations=said)
