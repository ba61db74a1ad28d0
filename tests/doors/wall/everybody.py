"""An office in which every role is held, also by people who have had no part in anything, and complaints at every stage.

What each of them may see and do stands in `table`; here they are only brought there.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.test import Client

from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.draw_sample import draw_sample
from evenhand.office.import_marks import Marks, plan_import
from evenhand.office.import_records import import_records
from evenhand.office.make_findable import make_findable
from evenhand.office.notes import write_note
from evenhand.office.publish_finding import answer_recommendation, publish_finding
from evenhand.office.settle import settle_complaint
from evenhand.process import commands as c
from evenhand.process.codes import ASKED_TO_DECLARE, Role
from evenhand.process.facts import Refusal
from evenhand.process.imported import ImportedCase, ImportedComplaint, Kept
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.systemic import Draft, Said
from evenhand.records.load import recorded_facts
from evenhand.records.models import Appointment, Complaint
from tests.doors.desk.house import CANARIES, REASONS, TEAM, House, enrolment
from tests.doors.portal.walk import ANSWERS, Visitor
from tests.doors.wall.table import COMPLAINTS, PEOPLE
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, mail, opens
from tests.office.lots import Lots
from tests.remembered import remembered

BESIDE = {"lars": Role.LEADERSHIP, "omar": Role.CASE_MANAGER, "os": Role.OUTSIDE_HANDLER}
"""Roles that were written into the database beside a case role: no verb of the office would give them."""
WAITING = "wanda"
"""Whose account nobody has confirmed."""
FURTHER = {login: roles for login, roles in PEOPLE.items() if login not in TEAM}


@dataclass
class Everybody(House):
    """The team of `House` with the further people of the table. `complaints` are the indexes by the names there.

    `theirs` is the number of the complaint that is open in the browser of `complainant`, `entries` how many entries there are.
    """

    complaints: dict[str, int] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    theirs: str = ""
    note: int = 0
    lots: Lots | None = None
    entries: int = 0
    begun: datetime | None = None
    absent_answers: dict[Hashable, Any] = field(default_factory=dict)

    def _hire(self):
        for login, roles in FURTHER.items():
            ref = create_account(
                self.office, "founding", NewAccount(login, f"{login.title()} Example", enrolment(login), mail(login))
            )
            assert not isinstance(ref, Refusal), ref
            self.refs[login] = ref
            for role in set(roles) - {BESIDE.get(login)}:
                made = appoint(self.office, "founding", ref, role.value, keys=opens())
                assert not isinstance(made, Refusal), made
            if ASKED_TO_DECLARE & {*roles}:
                declare_nothing(self.office, [ref])
        refs, moment = super()._hire()
        waiting = create_account(
            self.office, refs["adam"], NewAccount(WAITING, "Wanda Example", enrolment(WAITING), mail(WAITING))
        )
        assert not isinstance(waiting, Refusal), waiting
        return {**refs, WAITING: waiting}, moment

    def hire(self) -> None:
        """Everybody; then one appointment ends, and two roles are written in that cannot be given."""
        self.refs, self.clock.moment = remembered(("everybody", self.clock.moment), self._hire)
        self._come_by()
        [past] = self.person("edna").appointments
        assert end_appointment(self.office, self.refs["anna"], past.ref) is None
        for login, role in BESIDE.items():
            [beside] = Appointment.objects.filter(person=self.refs[login])
            beside.ref, beside.role, beside.stand_in = f"a-{login}", role.value, None
            beside.save(force_insert=True)

    def build(self) -> None:
        """Every complaint of the table, and the browsers of everybody in it."""
        for name in COMPLAINTS:
            self.complaints[name] = getattr(self, name)(name)
        self.do(
            self.complaints["held"],
            "mona",
            c.Link(other=self.complaints["twin"], type="same-respondent", reasons=REASONS),
        )
        for index in self.complaints.values():
            for login in ("mona", "mia", "otis"):
                make_findable(self.office, self.person(login), index, keys_of(enrolment(login).key_pair))
        self.oversee()
        self.clients = {login: self.client(login) for login in PEOPLE}
        self.clients["nobody"] = Client()
        self.clients["complainant"] = self._complainant()
        self.begun = self.clock.moment

    def oversee(self) -> None:
        """Mona has written a note; Olga has drawn a sample and published an oversight finding, which Anna answered."""
        note = write_note(self.office, self.refs["mona"], "Mona Example", CANARIES["reasons"])
        assert isinstance(note, int), note
        self.note = note
        assert draw_sample(self.office, self.refs["olga"], Frame(FrameKind.OPEN), 3, "1623-5416-2353-4621") == 1
        draft = Draft("Replies are late", "Half of the sample waited for weeks.", ("Answer within five days.",), (1,))
        assert publish_finding(self.office, self.refs["olga"], draft) == 1
        assert answer_recommendation(self.office, self.refs["anna"], Said(1, 1, "accepted")) is None

    def stop_the_clock(self) -> None:
        """Back to when everybody had signed in: the clock goes on with each look at it, and sessions would end."""
        self.clock.moment = self.begun

    def fresh(self) -> Client:
        """A browser in which nobody is."""
        return Client()

    def _complainant(self) -> Client:
        """Somebody whose complaint is open in their browser. It is none of the table's."""
        visitor = Visitor(Client())
        visitor.answer(about=ANSWERS["about"])
        visitor.add_files(b"a letter")
        visitor.send()
        assert "registered" in visitor.text, visitor.text
        self.theirs = visitor.number()
        return visitor.client

    def files(self, name: str) -> list[str]:
        """The addresses of all files of a complaint, in order."""
        sealed = [
            one for recorded in recorded_facts(self.complaints[name]) for one in recorded.data.get("sealed", ())
        ]
        return [one["address"] for one in sealed if one["what"] == "file"]

    def absent(self, _token: str) -> int:
        """An index that no complaint has."""
        return 987_654

    def imported(self, token: str) -> int:
        """From older records, with a case."""
        case = ImportedCase(
            respondent_key="r1",
            capacity="employee",
            allegations=(),
            content={"rows": [{"cells": [CANARIES["respondent"]]}]},
        )
        old = ImportedComplaint(
            source_id=token,
            row=1,
            received=date(2019, 5, 1),
            category="conduct",
            content={"cells": [CANARIES["narrative"]]},
            cases=(case,),
        )
        marks = Marks(bytes(32), "town", Kept())
        import_records(
            self.office, plan_import((old,), marks, {}), marks, {"by": "command-line", "map": "town", "files": []}
        )
        return Complaint.objects.values_list("index", flat=True).get(imported=True)

    def frozen(self, token: str) -> int:
        """Ivan investigates, and who decides is to be drawn."""
        index = self.opened(token)
        self.do(index, "mona", c.Assign(case=1, duty="investigate", person=self.refs["ivan"]))
        assert self.lots is not None
        self.lots.freeze(self.person("mona"), index)
        return index

    def twin(self, token: str) -> int:
        """Worked on by others than all the rest: Irma and Dirk."""
        index = self.opened(token)
        for duty, login in (("investigate", "irma"), ("decide", "dirk")):
            self.do(index, "mona", c.Assign(case=1, duty=duty, person=self.refs[login]))
        return index

    def moved(self, token: str) -> int:
        """Given by Ivan to Irma, and by Ines to Ida."""
        index = self.assigned(token)
        self.do(index, "mona", c.Assign(case=1, duty="investigate", person=self.refs["irma"]))
        self.do(index, "mona", c.NameOfficer(officer=self.refs["ida"]))
        return index

    def vetoed(self, token: str) -> int:
        """Sent back to people who have not touched it."""
        index = self.held(token)
        self.do(index, "rosa", c.ReviewOverride(case=1, verify=False, reasons=REASONS))
        return index

    def reopened(self, token: str) -> int:
        """Reopened because of fraud: for people who have not touched it."""
        index = self.closed(token)
        self.do(index, "olga", c.Reopen(cases=(1,), ground="fraud", reasons=REASONS))
        return index

    def watched(self, token: str) -> int:
        """Closed, and opened by Olga and Olaf; who has the key has passed it on to them."""
        index = self.closed(token)
        self.do(index, "olaf", c.OpenToOverseers(asked_by=self.refs["olga"], reason="sampled"))
        assert settle_complaint(self.office, index, keys_of(enrolment("mona").key_pair))
        return index

    def apart(self, token: str) -> int:
        """Set apart by its sender, and acknowledged by Otis."""
        index = self.received(token, apart=True)
        self.do(index, "otis", c.Acknowledge(officer=self.refs["otis"]))
        return index

    def handed(self, token: str) -> int:
        """Linked with another, assigned, and then handed over by Mona."""
        index = self.assigned(token)
        linked = c.Link(other=index, type="same-respondent", reasons=REASONS)
        self.do(self.complaints["moved"], "mona", linked)
        self.do(index, "mona", c.SetApart())
        return index

    def following(self, token: str) -> int:
        """A duplicate of the one that is accepted."""
        index = self.acknowledged(token)
        lead = self.complaints["accepted"]
        self.do(index, "tara", c.Assess(result="duplicate", duplicate_of=lead, reasons=REASONS))
        return index
