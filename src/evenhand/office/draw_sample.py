"""Draw a sample of complaints by an overseer's own random value; every draw is an act, so that none is drawn again unseen (K4)."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.process import sampling
from evenhand.process.facts import Recorded, Refusal
from evenhand.process.sampling import Frame, Register
from evenhand.records.load import people
from evenhand.records.queries.register import size
from evenhand.records.queries.samples import in_frame, samples


@decided_again
def draw_sample(office: Office, by: str, frame: Frame, wanted: int, value: str) -> int | Refusal:
    """Fix the frame as the register stands, draw, and log both. Returns the sample's number."""
    seen, entries, today = newest(), size(), office.today()
    known, before = people(), samples()
    person = known.get(by)
    listed = in_frame(person, frame, today) if person and not sampling.frame_fault(frame, today) else []
    stands = Register(office.origin, entries, listed, {one.value for one in before}, len(before))
    fact = sampling.draw_sample(frame, wanted, value, by, known, stands, today)
    if isinstance(fact, Refusal):
        return fact
    record(office, [fact], _nothing, seen, entries)
    return int(fact.data["sample"])


def _nothing(recorded: Sequence[Recorded]) -> None:
    """No row changes: samples are read from the acts."""
