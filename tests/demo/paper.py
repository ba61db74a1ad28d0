"""The demonstration played on paper: the same lives, plans and rules, with neither database nor keys. Three hundred in seconds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from evenhand.demo.calendar import Calendar
from evenhand.demo.cast import CAST
from evenhand.demo.plan import Plan, plan_year
from evenhand.demo.play import Player
from evenhand.demo.scene import Paper
from evenhand.process.codes import Assessment, CaseStage, ComplaintStage, Duty, Reply, Role
from evenhand.process.commands import Command, FollowLead, RecordReply, Submit
from evenhand.process.facts import Fact, FileRef, Refusal
from evenhand.process.state import CLERK, Around, ComplaintState, Other
from tests.process.world import RULEBOOK, World, staff

SUNDAY = datetime(2026, 11, 22, 15, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
FOUNDED = date(2020, 1, 1)


@dataclass(frozen=True)
class Others(Mapping[int, Other]):
    """What is known of every other complaint, found out when somebody asks."""

    world: "LargeWorld"

    def __getitem__(self, index: int) -> Other:
        duplicate = self.world.complaints[index].assessment is Assessment.DUPLICATE
        together = {index} | self.world.linked(index)
        return Other(self.world.hands_on(together), duplicate, self.world.held_on(together))

    def __iter__(self) -> Iterator[int]:
        return iter(self.world.complaints)

    def __len__(self) -> int:
        return len(self.world.complaints)


@dataclass
class LargeWorld(World):
    """A world in which three hundred complaints do not take three hundred times as long."""

    def around(self, index: int | None) -> Around:
        linked = self.linked(index) if index is not None else set()
        return Around(
            self.today,
            self.hands_on(linked),
            self.people,
            Others(self),
            self._held(linked),
            self.lead_outcome(index),
            self.contents,
            affiliations=self.declared_all(),
        )

    def hands_on(self, indexes: set[int]) -> Mapping[str, frozenset[Duty]]:
        """Who has done what on any of these."""
        return self._hands(indexes)

    def held_on(self, indexes: set[int]) -> bool:
        """Whether a decision on any of these waits for the reviewer."""
        return self._held(indexes)


@dataclass
class PaperStage:
    """A stage without an office. Everyone's reference is their sign-in name."""

    world: LargeWorld
    said: list[tuple[int, date, Fact]] = field(default_factory=list)
    refs: dict[str, str] = field(default_factory=lambda: {member.login: member.login for member in CAST})
    moments: list[datetime] = field(default_factory=list)

    def go_to(self, moment: datetime) -> None:
        self.moments.append(moment)
        self.world.today = moment.astimezone(LONDON).date()

    def begin_day(self, day: date) -> None:
        for index, state in list(self.world.complaints.items()):
            if self.world.lead_outcome(index) and state.stage is ComplaintStage.FOLLOWING:
                self.world.do(index, FollowLead(), CLERK)
            for case in state.cases:
                if case.stage is CaseStage.NOTICE_GIVEN and case.reply_by and case.reply_by < day:
                    self.world.do(index, RecordReply(case=case.number, how=Reply.WINDOW_PASSED), CLERK)

    def submit(self, who: str, command: Submit) -> ComplaintState | Refusal:
        index = self.world.size
        filled = replace(command, nonce=bytes(16), token=f"{index:064x}")
        return self._answered(self.world.answer(None, filled, who), index)

    def perform(self, who: str, index: int, command: Command) -> ComplaintState | Refusal:
        return self._answered(self.world.answer(index, command, who), index)

    def state(self, index: int) -> ComplaintState:
        return self.world.complaints[index]

    def seal(self, paper: Paper) -> FileRef:
        return FileRef("0" * 64, bytes(32), paper.name, paper.media_type, len(paper.text))

    def _answered(self, answer: tuple[Fact, ...] | Refusal, index: int) -> ComplaintState | Refusal:
        if isinstance(answer, Refusal):
            return answer
        self.said += [(index, self.world.today, fact) for fact in answer]
        return self.world.complaints[index]


@dataclass
class Played:
    """A year that was played, and where."""

    plans: list[Plan]
    stage: PaperStage
    calendar: Calendar

    @property
    def states(self) -> list[ComplaintState]:
        return list(self.stage.world.complaints.values())


def on_paper(complaints: int = 300, days: int = 365, end: datetime = SUNDAY, without: Role | None = None) -> Played:
    """Play it, if need be in an organisation in which nobody holds one of the roles."""
    people = {
        member.login: staff(
            member.login, *(role for role in member.roles if role is not without), by="marguerite", since=FOUNDED
        )
        for member in CAST
    }
    stage = PaperStage(LargeWorld(people=people))
    calendar = Calendar(end, LONDON, RULEBOOK.working_days)
    plans = plan_year(complaints, days)
    Player(stage, calendar, RULEBOOK, lambda _: None).play(plans, calendar.day(days - 1))
    return Played(plans, stage, calendar)
