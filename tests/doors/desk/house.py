"""A small office with people in it, around the real desk: real accounts, a real key agent, the real pages.

Passwords, key pairs and the rows of the accounts are made once per test process; the rows are put back in each test.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.test import Client

from evenhand.doors.staff.gate import COOKIE
from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.submit_complaint import submit_complaint
from evenhand.office.teams import settle_teams
from evenhand.office.uploads import Incoming
from evenhand.process import commands as c
from evenhand.process.codes import ASKED_TO_DECLARE, Role
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.numbers import number
from evenhand.process.state import Person
from evenhand.records.load import person, rulebook_in_force
from evenhand.site.clock import SimulatedClock, entropy
from evenhand.site.home import Home
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.launch import IDLE_SECONDS, launch
from evenhand.vault.argon import ArgonParams
from evenhand.vault.password import Enrolment, enrol
from evenhand.vault.phrase import new_phrase
from evenhand.vault.totp import STEP_SECONDS, totp_code
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, mail, opens
from tests.remembered import remembered

PASSWORD = "a lantern over the quiet harbour"
REASONS = "Read with care against every clause that could apply."
NOTICE = "This is what is alleged of you."
SERVED = "By hand on the same day; signed for."
LETTER = "This is what was decided, and why."
COMPLETE = "I have nothing to add to this."
CANARIES = {
    "narrative": "CANARY-NARRATIVE at the spring meeting",
    "name": "Zoe CANARY-SENDER",
    "reach": "zoe@canary-reach.example",
    "respondent": "Yan CANARY-RESPONDENT",
    "particulars": "CANARY-PARTICULARS shouted at the complainant",
    "message": "CANARY-MESSAGE when will I hear",
    "evidence": "CANARY-EVIDENCE a recording of the meeting",
    "file": "canary-minutes.txt",
    "reasons": "CANARY-REASONS the recording leaves no doubt at all",
}
"""Words that must never stand where they should not. Each is sealed somewhere in a complaint."""

TEAM: dict[str, tuple[Role, ...]] = {
    "ines": (Role.INTAKE_OFFICER,),
    "ida": (Role.INTAKE_OFFICER,),
    "tara": (Role.TRIAGE_ASSESSOR,),
    "mona": (Role.CASE_MANAGER,),
    "ivan": (Role.INVESTIGATOR,),
    "irma": (Role.INVESTIGATOR,),
    "dora": (Role.DECISION_MAKER,),
    "dirk": (Role.DECISION_MAKER,),
    "rosa": (Role.REVIEWER,),
    "otis": (Role.OUTSIDE_HANDLER,),
    "oona": (Role.OUTSIDE_HANDLER,),
    "olga": (Role.OVERSEER,),
    "omar": (Role.OVERSEER,),
    "adam": (Role.ADMINISTRATOR,),
    "anna": (Role.APPOINTING_AUTHORITY,),
    "lena": (Role.LEADERSHIP,),
    "paul": (Role.PUBLICATION_OFFICER,),
    "nora": (),
}


QUICK = ArgonParams(memory_kib=64, passes=1)
"""What these accounts are stored with, as each account is with its own: most tests here sign somebody in first, and are not about
what a guess costs. People who are added by the command (`tests/journeys`, `tests/promises`) have the product's."""

_USED: list[datetime] = []
"""The latest time at which somebody signed in with the agent that the tests of this process share."""


def sign_ins_are_ahead_of(clock: SimulatedClock) -> bool:
    """Whether signing in would move this clock by more than an hour, and so perhaps to another day."""
    return any(used > clock.moment + timedelta(hours=1) for used in _USED)


@cache
def enrolment(login: str) -> Enrolment:
    """The keys of one of the team, made once."""
    return enrol(PASSWORD + login, entropy, QUICK)


@contextmanager
def running_agent(socket: Path, idle_seconds: float = IDLE_SECONDS) -> Iterator[AgentClient]:
    """A real key agent with the organisation's instance key."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    process = launch(socket, Home.from_environment().keys, idle_seconds=idle_seconds)
    try:
        yield AgentClient(socket)
    finally:
        process.communicate("")


class SharedAgent:
    """One key agent for the tests of a process, begun anew when its memory of used codes would drag a test's clock along."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self.renew()

    def renew(self) -> None:
        """End the one that runs, and begin another that has seen no code."""
        self.close()
        self.client = self._running.enter_context(running_agent(Home.from_environment().agent_socket))
        _USED.clear()

    def close(self) -> None:
        """End it."""
        self._running.close()


@cache
def shared_agent() -> SharedAgent:
    """The one of this process: the home has room for one, and other folders' tests sign in too."""
    return SharedAgent()


@dataclass
class House:
    """An office with its team. `refs` are their staff references by sign-in name."""

    office: Office
    clock: SimulatedClock | None = None
    refs: dict[str, str] = field(default_factory=dict)

    def hire(self) -> None:
        """Give everyone an account and their roles; the appointing authority last, because then the founding is over."""
        if self.clock is None:
            self._hire()
        else:
            hired = remembered(("house", self.clock.moment), self._hire)
            self.refs, self.clock.moment = hired
        self._come_by()

    def _hire(self) -> tuple[dict[str, str], datetime | None]:
        for login in TEAM:
            name = login.capitalize() + " Example"
            ref = create_account(self.office, "founding", NewAccount(login, name, enrolment(login), mail(login)))
            assert not isinstance(ref, Refusal), ref
            self.refs[login] = ref
            if Role.ADMINISTRATOR in TEAM[login] or Role.APPOINTING_AUTHORITY in TEAM[login]:
                continue
            self.appoint(login)
        self.appoint("adam")
        self.appoint("anna")
        declare_nothing(
            self.office, [self.refs[login] for login, roles in TEAM.items() if ASKED_TO_DECLARE & {*roles}]
        )
        return self.refs, self.clock and self.clock.moment

    def _come_by(self) -> None:
        """Somebody of each team has signed in before, so the instance key holds nothing any more."""
        for login in ("mona", "ines", "rosa", "otis"):
            settle_teams(self.office, keys_of(enrolment(login).key_pair))

    def appoint(self, login: str, by: str = "founding") -> None:
        """Give somebody the roles of the table."""
        for role in TEAM[login]:
            made = appoint(self.office, by, self.refs[login], role.value, background="from-outside", keys=opens())
            assert not isinstance(made, Refusal), made

    def person(self, login: str) -> Person:
        """One of the team as the process knows them."""
        found = person(self.refs[login])
        assert found is not None
        return found

    def client(self, login: str, **options) -> Client:
        """A browser in which that person is signed in, by the page."""
        client = Client(**options)
        answer = client.post("/desk/sign-in/", self.credentials(login))
        assert answer.status_code == 302, answer.content.decode()
        assert COOKIE in client.cookies
        return client

    def credentials(self, login: str) -> dict[str, str]:
        """What somebody types."""
        self.go_on()
        code = totp_code(enrolment(login).totp_secret, int(self.clock.moment.timestamp()) + 1)
        return {"login": login, "password": PASSWORD + login, "code": code}

    def go_on(self) -> None:
        """To a time at which no code was used yet: each works once, and the agent remembers from test to test."""
        beyond = max([self.clock.moment, *_USED]) + timedelta(seconds=3 * STEP_SECONDS)
        self.clock.moment = beyond
        _USED[:] = [beyond]

    def do(self, index: int, login: str, command: c.Command) -> Done:
        """Do something that must be accepted."""
        done = perform(self.office, self.person(login), index, command, keys_of(enrolment(login).key_pair))
        assert not isinstance(done, Refusal), done
        return done

    def file(
        self, content: bytes = b"the minutes", name: str = CANARIES["file"], media_type: str = "text/plain"
    ) -> FileRef:
        """A file that has arrived."""
        incoming = Incoming(self.office)
        incoming.write(content)
        return incoming.finish(name, media_type)

    def received(self, token: str = "one", **changes) -> int:
        """A complaint as it comes in through the portal."""
        said = {
            "channel": "web",
            "category": "har",
            "narrative": CANARIES["narrative"],
            "name": CANARIES["name"],
            "reach": CANARIES["reach"],
            "files": (self.file(),),
            "nonce": b"n" * 16,
            "nonce_by": "typed",
            "token": sha256(token.encode()).hexdigest(),
        }
        made = submit_complaint(self.office, c.Submit(**{**said, **changes}), new_phrase(self.office.entropy))
        assert not isinstance(made, Refusal), made
        return made.index

    def acknowledged(self, token: str = "one") -> int:
        """Acknowledged, and no more."""
        index = self.received(token)
        self.do(index, "ines", c.Acknowledge(officer=self.refs["ines"]))
        return index

    def started(self, token: str = "one") -> int:
        """Under investigation; no notice yet."""
        index = self.assigned(token)
        self.do(index, "ivan", c.StartInvestigation(case=1, plan="Ask those who were there."))
        return index

    def accepted(self, token: str = "one") -> int:
        """Acknowledged and accepted."""
        index = self.received(token)
        self.do(index, "ines", c.Acknowledge(officer=self.refs["ines"], words="We have it."))
        self.do(index, "tara", c.Assess(result="accepted", reasons=REASONS))
        return index

    def opened(self, token: str = "one") -> int:
        """With case 1 opened, and a message from the complainant waiting."""
        index = self.accepted(token)
        said = ((("2.1"), CANARIES["particulars"]),)
        self.do(
            index, "mona", c.OpenCase(respondent_name=CANARIES["respondent"], capacity="member", allegations=said)
        )
        complainant = perform(self.office, Person("complainant"), index, c.SendMessage(text=CANARIES["message"]))
        assert not isinstance(complainant, Refusal), complainant
        return index

    def assigned(self, token: str = "one") -> int:
        """With Ivan to investigate and Dora to decide, and evidence."""
        index = self.opened(token)
        self.do(index, "mona", c.Assign(case=1, duty="investigate", person=self.refs["ivan"]))
        self.do(index, "mona", c.Assign(case=1, duty="decide", person=self.refs["dora"]))
        evidence = c.AddEvidence(case=1, description=CANARIES["evidence"], files=(self.file(name="canary-2.txt"),))
        self.do(index, "mona", evidence)
        return index

    def noticed(self, token: str = "one") -> int:
        """Investigated, notice given."""
        index = self.assigned(token)
        self.do(index, "ivan", c.StartInvestigation(case=1, plan="Ask those who were there."))
        reply_by = usual_reply_by(rulebook_in_force(), self.office.today())
        self.do(index, "ivan", c.GiveNotice(case=1, text=NOTICE, reply_by=reply_by, served=SERVED))
        return index

    def answered(self, token: str = "one") -> int:
        """The respondent has replied."""
        index = self.noticed(token)
        self.do(index, "ivan", c.RecordReply(case=1, how="recorded", text="I was not there.", complete=COMPLETE))
        return index

    def recommended(self, token: str = "one", sanction: int = 4) -> int:
        """With a recommendation."""
        index = self.answered(token)
        recommend = c.Recommend(case=1, findings={1: "proved"}, sanction=sanction, reasons=CANARIES["reasons"])
        self.do(index, "ivan", recommend)
        return index

    def held(self, token: str = "one") -> int:
        """Decided two rungs lighter, so that it waits for a reviewer."""
        index = self.recommended(token)
        decide = c.Decide(
            case=1,
            findings={1: "proved"},
            sanction=2,
            reasons=CANARIES["reasons"],
            override_reason="disproportionate",
            power="Rule 9 of the procedure",
        )
        self.do(index, "dora", decide)
        return index

    def decided(self, token: str = "one") -> int:
        """Decided as recommended."""
        index = self.recommended(token)
        self.do(index, "dora", c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=CANARIES["reasons"]))
        return index

    def told(self, token: str = "one") -> int:
        """Both parties told."""
        index = self.decided(token)
        letters = c.Notify(
            case=1,
            to_complainant=LETTER,
            to_respondent=LETTER,
            served=SERVED,
            remedy="The ombudsman.",
        )
        self.do(index, "mona", letters)
        return index

    def closed(self, token: str = "one") -> int:
        """Closed."""
        index = self.told(token)
        self.do(index, "mona", c.Close(case=1))
        return index

    def declined(self, token: str = "one") -> int:
        """Acknowledged, and out of scope under a published rule."""
        index = self.received(token)
        self.do(index, "ines", c.Acknowledge(officer=self.refs["ines"]))
        self.do(index, "tara", c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS))
        return index


def address(index: int, *rest: str) -> str:
    """Where a page of a complaint is."""
    return "/".join(["/desk/complaints", number(index), *rest, ""])


def canaries_in(content: bytes, left_out: Sequence[str] = ()) -> list[str]:
    """Which of the words that should not stand there stand there."""
    text = content.decode(errors="replace")
    return [word for key, word in CANARIES.items() if key not in left_out and word in text]
