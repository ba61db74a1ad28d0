"""What a change of the register's key is to those who read it: verifiers, receipts, witnesses, copies (REGISTER.md 9.8)."""

from datetime import UTC, datetime

import pytest

from evenhand.clerk.backup.write import Source, write_backup
from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.loop import Clerk
from evenhand.clerk.publish import NotPublishable, publish
from evenhand.clerk.restore.tiles import read_tiles
from evenhand.clerk.restore.weigh import weigh
from evenhand.clerk.statements import state_periods
from evenhand.clerk.twin_log import TwinLog, begin_second_path
from evenhand.office.own_keys import own_keys
from evenhand.office.receipts import make_receipt
from evenhand.office.witness_policy import PolicyFile, key_alone, with_log_line
from evenhand_register import receipt
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tools import verify as verifier
from tests.clerk.watched import KEYS, answered, honest, url_of
from tests.office.keys import opens
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db
OLD, NEW, BOTH = "the old key", "the new key", "both"


@pytest.fixture
def verifies(keys, tmp_path, monkeypatch, capsys):
    """Whether `evenhand-verify` accepts the published folder, given one key or a policy with both; each reader has no memory."""

    def ask(new: Signer, given: str) -> bool:
        folder = tmp_path / "public"
        publish(keys.integrator.files, keys.integrator.vkeys, folder)
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"state of {given}"))
        policy = tmp_path / "readers-policy"
        policy.write_bytes(key_alone(f"{new.vkey}\n{keys.first.vkey}"))
        vkeys = {OLD: keys.first.vkey, NEW: new.vkey}
        options = ["--policy", str(policy)] if given == BOTH else ["--vkey", vkeys[given]]
        code = verifier.main([str(folder), *options])
        printed = capsys.readouterr()
        assert code in (0, 1), printed
        return code == 0

    return ask


@pytest.mark.parametrize(("given", "expected"), [(OLD, [True, True, False]), (NEW, [False, True, True])])
def test_a_reader_with_one_key_reads_what_that_key_signed(keys, verifies, given, expected):
    new = keys.folder.draw(keys.office.origin, keys.office.entropy)
    found = [verifies(new, given)]
    keys.rotate()
    found.append(verifies(new, given))
    keys.later(90)
    keys.retire()
    keys.sign()
    found.append(verifies(new, given))
    assert found == expected


def test_a_reader_with_both_keys_reads_it_at_any_time(keys, verifies):
    new = keys.folder.draw(keys.office.origin, keys.office.entropy)
    assert verifies(new, BOTH)
    keys.rotate()
    assert verifies(new, BOTH)
    keys.later(90)
    keys.retire()
    keys.sign()
    assert verifies(new, BOTH)


def test_receipts_stay_valid_and_one_from_the_overlap_verifies_with_either_key(keys):
    policy = Policy.of_keys(keys.integrator.vkeys.split())
    made, _ = complain(keys.office, "early")
    keys.sign()
    early = make_receipt(keys.integrator.files.root, policy, made.index, opens()).raw
    new = keys.rotate()
    old_policy, new_policy = (Policy.of_key(signer.vkey) for signer in (keys.first, new))
    both = Policy.of_keys(keys.integrator.vkeys.split())
    within = make_receipt(keys.integrator.files.root, both, made.index, opens()).raw
    keys.later(90)
    keys.retire()
    keys.sign()
    late = make_receipt(keys.integrator.files.root, both, made.index, opens()).raw
    assert [_accepts(old_policy, raw) for raw in (early, within, late)] == [True, True, False]
    assert [_accepts(new_policy, raw) for raw in (early, within, late)] == [False, True, True]
    assert all(_accepts(both, raw) for raw in (early, within, late))


def _accepts(policy, raw) -> bool:
    try:
        return receipt.verify(raw, policy).index > 0
    except RegisterError:
        return False


def test_a_witness_signs_through_the_overlap_with_either_key_and_then_needs_the_new_one(keys, tmp_path):
    path = tmp_path / "policy"
    with honest(tmp_path, keys.first.vkey) as serving:
        path.write_text(f"log {keys.first.vkey}\nwitness n0 {KEYS[0].vkey} {url_of(serving)}\nquorum none\n")
        said, seconds = [], [0.0]
        policy = PolicyFile(path, keys.integrator.vkeys)
        clerk = Clerk(keys.office, keys.integrator, said.append, lambda: seconds[0], policy=policy)

        def turns():
            for _ in range(3):
                clerk.turn(_Never())
                answered()
                seconds[0] += 400.0

        def cosigned():
            head = verify_checkpoint(keys.integrator.files.read("checkpoint"), policy.read().keys)
            return set(head.seen)

        turns()
        assert cosigned() == {"n0"}
        new = keys.rotate()
        path.write_bytes(with_log_line(path.read_bytes(), new.vkey))
        turns()
        assert policy.read().fault == ""
        assert cosigned() == {"n0"}, "it knows the old key, which signs too"
        keys.later(90)
        keys.retire()
        turns()
        assert cosigned() == set(), "the old key signs no more, and it knows no other"
        serving.folder.trust(new.vkey)
        turns()
        assert cosigned() == {"n0"}
    assert not [line for line in said if "ALARM" in line]


class _Never:
    """Nobody tells the clerk to stop."""

    def is_set(self):
        return False


def test_a_policy_without_the_line_of_a_key_that_we_have_says_which_line_to_add(keys, tmp_path):
    path = tmp_path / "policy"
    path.write_bytes(b"# ours\n" + key_alone(keys.first.vkey))
    new = keys.rotate()
    policy = PolicyFile(path, keys.integrator.vkeys)
    assert f"add the line log {new.vkey}" in policy.read().fault
    path.write_bytes(with_log_line(path.read_bytes(), new.vkey))
    assert policy.read().fault == ""
    assert path.read_text() == f"# ours\nlog {keys.first.vkey}\nlog {new.vkey}\nquorum none\n"
    assert with_log_line(path.read_bytes(), new.vkey) == path.read_bytes()


def test_a_folder_published_under_the_old_key_is_brought_up_to_date(keys, tmp_path):
    folder = tmp_path / "public"
    publish(keys.integrator.files, keys.integrator.vkeys, folder)
    new = keys.overlap()
    publish(keys.integrator.files, keys.integrator.vkeys, folder)
    assert (folder / "vkey").read_text() == f"{new.vkey}\n"
    assert (folder / "policy").read_text() == f"log {new.vkey}\nlog {keys.first.vkey}\nquorum none\n"
    other = Signer(keys.office.origin, bytes(32))
    (folder / "vkey").write_text(f"{other.vkey}\n")
    with pytest.raises(NotPublishable, match="another register"):
        publish(keys.integrator.files, keys.integrator.vkeys, folder)


def test_the_logs_second_path_goes_on_with_a_new_key(keys, tmp_path):
    second = tmp_path / "second"
    begin_second_path(second, keys.integrator.vkeys)
    twin = TwinLog(keys.integrator.files.root, second, keys.integrator.vkeys)
    keys.integrator = Integrator(twin, keys.integrator.guard, keys.first, keys.folder)
    new = keys.overlap()
    again = TwinLog(twin.root, second, keys.integrator.vkeys)  # the clerk, started again
    again.keep_beside(keys.integrator.vkeys, b"# ours\n")
    assert (second / "vkey").read_text() == f"{new.vkey}\n"
    keys.integrator = Integrator(again, keys.integrator.guard, keys.first, keys.folder)
    complain(keys.office, "after it")
    keys.sign()
    assert (second / "checkpoint").read_bytes() == keys.integrator.files.read("checkpoint")


def test_a_backup_holds_every_verifier_key_and_no_private_one_and_a_restore_takes_either_head(keys, tmp_path):
    old_guard = keys.integrator.guard.read_bytes()
    new = keys.overlap()
    log, vkeys = keys.integrator.files, keys.integrator.vkeys
    source = Source(keys.office.origin, vkeys, "", log, keys.office.blobs)
    _, examined = write_backup(source, tmp_path / "backup", datetime(2026, 7, 1, tzinfo=UTC))
    assert {trouble.table for trouble in examined.troubles} & {"keys", "log", "guard"} == set()
    assert (tmp_path / "backup" / "vkey").read_text().split() == [new.vkey, keys.first.vkey]
    for path in (tmp_path / "backup").rglob("*"):
        assert not path.is_file() or new.private_key not in path.read_bytes()
    publish(log, vkeys, tmp_path / "public")
    tiles = read_tiles(tmp_path / "public", vkeys)
    for guard in (old_guard, keys.integrator.guard.read_bytes()):
        weighed = weigh(tiles, guard, vkeys, without_guard=False)
        assert (list(weighed.lost), weighed.head) == ([], tiles.head)


def test_the_public_is_told_since_when_and_until_when_each_key_signs(keys):
    size = keys.integrator.run() or len(keys.own())
    assert [use.key for use in own_keys(keys.integrator.vkeys, size)] == [keys.first.verifier]
    new = keys.overlap()
    newest, first = own_keys(keys.integrator.vkeys, 2**40)
    assert (newest.key, newest.added.day, newest.retired) == (new.verifier, "2026-03-03", None)
    assert (first.key, first.added, first.retired.day) == (keys.first.verifier, None, "2026-06-01")
    keys.write("vkey", Signer(keys.office.origin, bytes(32)).vkey, new.vkey, keys.first.vkey)
    assert own_keys(keys.integrator.vkeys, 2**40) == ()


@pytest.mark.slow
def test_a_month_that_ended_under_the_old_key_is_stated_under_the_new_one_and_read_with_both(keys, verifies):
    keys.later(30)
    do_what_is_due(keys.office)
    keys.sign()
    new = keys.overlap()
    stated = list(state_periods(keys.office, keys.integrator.files, keys.integrator.vkeys))
    keys.sign()
    assert stated[0] == "2026-03"
    assert verifies(new, BOTH)
    assert not verifies(new, NEW), "the head at the month's edge was signed with the old key alone"
