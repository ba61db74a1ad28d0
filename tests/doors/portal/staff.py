"""The people on the other side of the portal, who take a complaint step by step by the office's own verbs."""

from dataclasses import dataclass, field

from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.process import commands as c
from evenhand.process.codes import Role
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.facts import Refusal
from evenhand.process.state import Person
from evenhand.records.load import person, rulebook_in_force
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, mail, opens
from tests.office.team import enrolment

TEAM = {
    "ines": Role.INTAKE_OFFICER,
    "tara": Role.TRIAGE_ASSESSOR,
    "mona": Role.CASE_MANAGER,
    "ivan": Role.INVESTIGATOR,
    "dora": Role.DECISION_MAKER,
    "rosa": Role.REVIEWER,
    "olga": Role.OVERSEER,
    "otis": Role.OUTSIDE_HANDLER,
}
STAFF_ONLY = {
    "respondent": "Barnaby CASE-ONLY Quillfeather",
    "particulars": "CASE-ONLY-PARTICULARS",
    "plan": "CASE-ONLY-PLAN",
    "evidence": "CASE-ONLY-EVIDENCE",
    "notice": "CASE-ONLY-NOTICE of what is alleged",
    "reply": "CASE-ONLY-REPLY",
    "recommendation": "CASE-ONLY-RECOMMENDATION for reasons",
    "decision": "CASE-ONLY-DECISION for reasons",
    "alone": "CASE-ONLY-ALONE about the respondent’s health",
    "to-respondent": "CASE-ONLY-LETTER to the respondent",
}
"""Words of the case. The complainant's pages hold none of them, whatever has happened."""
DECIDED = "Both witnesses say the same, and nothing speaks against them."
"""The reasons of a decision that took effect: the complainant reads them when they are told."""
SERVED = "By hand on the same day; signed for."
REASONS = "There is something here that our rules speak of."


@dataclass
class Staff:
    """The team of one organisation. `refs` are staff references by first name."""

    office: Office
    refs: dict[str, str] = field(default_factory=dict)

    def hire(self) -> "Staff":
        """Accounts and roles."""
        for login, role in TEAM.items():
            ref = create_account(
                self.office, "founding", NewAccount(login, f"{login.title()} Example", enrolment(login), mail(login))
            )
            assert not isinstance(ref, Refusal), ref
            made = appoint(self.office, "founding", ref, role.value, keys=opens())
            assert not isinstance(made, Refusal), made
            self.refs[login] = ref
        declare_nothing(self.office, self.refs.values())
        return self

    def do(self, index: int, login: str, command: c.Command) -> Done:
        """Do something that must be accepted."""
        who: Person | None = person(self.refs[login])
        assert who is not None
        done = perform(self.office, who, index, command, keys_of(enrolment(login).key_pair))
        assert not isinstance(done, Refusal), done
        return done

    def acknowledge(self, index: int) -> None:
        """The named officer is Ines."""
        words = "We have read it, and will write within ten days."
        self.do(index, "ines", c.Acknowledge(officer=self.refs["ines"], words=words))

    def accept(self, index: int) -> None:
        """Acknowledged and accepted."""
        self.acknowledge(index)
        self.do(index, "tara", c.Assess(result="accepted", reasons=REASONS))

    def open(self, index: int) -> None:
        """A case with one allegation."""
        self.accept(index)
        allegations = (("2.1", STAFF_ONLY["particulars"]),)
        opened = c.OpenCase(respondent_name=STAFF_ONLY["respondent"], capacity="employee", allegations=allegations)
        self.do(index, "mona", opened)

    def give_notice(self, index: int) -> None:
        """Assigned, investigated, the respondent told."""
        self.open(index)
        self.do(index, "mona", c.Assign(case=1, duty="investigate", person=self.refs["ivan"]))
        self.do(index, "mona", c.Assign(case=1, duty="decide", person=self.refs["dora"]))
        self.do(index, "ivan", c.StartInvestigation(case=1, plan=STAFF_ONLY["plan"]))
        self.do(index, "ivan", c.AddEvidence(case=1, description=STAFF_ONLY["evidence"]))
        by = usual_reply_by(rulebook_in_force(), self.office.today())
        self.do(index, "ivan", c.GiveNotice(case=1, text=STAFF_ONLY["notice"], reply_by=by, served=SERVED))

    def recommend(self, index: int) -> None:
        """Answered, and a rung recommended."""
        self.give_notice(index)
        self.do(index, "ivan", c.RecordReply(case=1, how="recorded", text=STAFF_ONLY["reply"], complete=SERVED))
        reasons = STAFF_ONLY["recommendation"]
        self.do(index, "ivan", c.Recommend(case=1, findings={1: "proved"}, sanction=5, reasons=reasons))

    def hold(self, index: int) -> None:
        """Decided three rungs lighter, so that it waits for the reviewer."""
        self.recommend(index)
        decision = c.Decide(
            case=1,
            findings={1: "proved"},
            sanction=2,
            reasons=STAFF_ONLY["decision"],
            override_reason="disproportionate",
            power="Rule 9",
        )
        self.do(index, "dora", decision)

    def decide(self, index: int) -> None:
        """Decided as recommended."""
        self.recommend(index)
        said = {"reasons": DECIDED, "for_respondent": STAFF_ONLY["alone"]}
        self.do(index, "dora", c.Decide(case=1, findings={1: "proved"}, sanction=5, **said))

    def tell(self, index: int) -> None:
        """Both parties told."""
        self.decide(index)
        self.do(index, "mona", self.letters())

    def letters(self) -> c.Notify:
        """To both parties."""
        return c.Notify(
            case=1,
            to_complainant="We found that the rules were broken, and something was done about it.",
            to_respondent=STAFF_ONLY["to-respondent"],
            served=SERVED,
            remedy="You can go to the independent ombudsman for member organisations.",
        )

    def close(self, index: int) -> None:
        """Closed."""
        self.tell(index)
        self.do(index, "mona", c.Close(case=1))

    def decline(self, index: int) -> None:
        """Out of scope under a published rule, and told so."""
        self.acknowledge(index)
        self.do(
            index, "tara", c.Assess(result="out-of-scope", rule="no-clause", reasons="What you describe is not nice.")
        )
        letter = c.Notify(to_complainant="We cannot take this further.", remedy="You can go to the ombudsman.")
        self.do(index, "mona", letter)
