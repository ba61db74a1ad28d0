"""A register that was set back as a whole, guard and all, is found out by a witness, and nothing more is signed."""

import shutil
from datetime import timedelta

import pytest

from evenhand.clerk.doctor.witnesses import check_witnesses
from evenhand.clerk.witnesses import FIRST_PAUSE
from evenhand.office.witness_policy import PolicyFile
from evenhand.records.models import Entry, Witness
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from tests.clerk.watched import Watched
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


class SetBack:
    """The whole register as it was, guard and checkpoint and tiles and rows, put back over what it became."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.copy = watched.path.with_name("copy")
        for name in ("log", "guard"):
            shutil.copytree(watched.path.with_name(name), self.copy / name)

    def put_back(self) -> None:
        for name in ("log", "guard"):
            shutil.rmtree(self.watched.path.with_name(name))
            shutil.copytree(self.copy / name, self.watched.path.with_name(name))


@pytest.mark.usefixtures("witness")
@pytest.mark.parametrize("grown", ["less", "other"])
def test_a_register_set_back_with_its_guard_is_found_out_by_a_witness_and_nothing_is_signed(
    office, clock, watched, grown, savepoint
):
    complain(office)
    watched.turns()
    before = SetBack(watched)
    with savepoint():
        complain(office, "two")
        watched.turns()
        ahead = watched.head
    before.put_back()
    watched.clerk.end()
    if grown == "other":
        for token in "xyz":
            complain(office, token)
    size = watched.head.size
    watched.said.clear()
    watched.start()
    watched.turns(5)
    made, _ = complain(office, "later")  # who complains is heard all the same
    watched.turns()
    assert watched.head.size == size < ahead.size
    assert watched.states() == {"n0": "set-back"}
    assert any("Nothing is signed any more" in line for line in watched.said)
    alarm = next(line for line in watched.said if line.startswith("ALARM: nothing is signed."))
    assert "w0.example/witness shows a head" in alarm
    assert made.index >= size
    kept = watched.integrator.guard.parent / "witnessed"
    (file,) = kept.iterdir()
    assert file.suffix == ".head"
    assert Checkpoint.parse(note.parse(file.read_bytes()).text) == ahead

    again = len(watched.said)  # a clerk that is started again, and whose witness is gone, has not forgotten
    watched.clerk.end()
    watched.start()
    watched.turns()
    assert watched.head.size == size
    assert any(line.startswith("ALARM: nothing is signed.") for line in watched.said[again:])

    own = PolicyFile(watched.path, watched.integrator.signer.vkey).read()
    named = list(check_witnesses(watched.integrator.files, watched.integrator.guard, own, clock.moment))
    assert [trouble.table for trouble in named] == ["guard", "the witnesses"]

    watched.trust()  # somebody decided that this witness counts no more, and the published policy shows it
    watched.turns()
    assert watched.head.size == Entry.objects.count()
    assert [path.suffix for path in kept.iterdir()] == [".set-aside"]
    assert Witness.objects.count() == 0


def test_when_the_entries_are_there_again_the_clerk_signs_and_the_witness_too(office, watched, witness):
    complain(office)
    watched.turns()
    before = SetBack(watched)
    complain(office, "two")
    watched.turns()
    ahead = watched.head
    before.put_back()  # files and guard alone: the entries are in the database, as after the newest backup was put back
    watched.clerk.end()
    watched.start()
    watched.turns()
    watched.later(timedelta(seconds=FIRST_PAUSE))
    watched.turns()
    assert watched.head == ahead
    assert watched.states() == {"n0": "signed"}
    assert watched.seen() == {"n0": (witness.now,)}
    assert [path.suffix for path in (watched.integrator.guard.parent / "witnessed").iterdir()] == [".set-aside"]


def test_a_broken_policy_does_not_let_go_of_what_a_witness_showed(office, watched, witness, savepoint):
    complain(office)
    watched.turns()
    before = SetBack(watched)
    with savepoint():
        complain(office, "two")
        watched.turns()
    before.put_back()
    watched.turns()
    complain(office, "later")
    watched.path.write_text("nonsense\n")
    size = watched.head.size
    watched.turns()
    assert watched.head.size == size
    assert any("policy is wrong" in line for line in watched.said)
    files, guard = watched.integrator.files, watched.integrator.guard
    own = PolicyFile(watched.path, watched.integrator.signer.vkey).read()
    assert [trouble.table for trouble in check_witnesses(files, guard, own, watched.clock.moment)] == [
        "policy",
        "guard",
    ]
    assert witness.port
