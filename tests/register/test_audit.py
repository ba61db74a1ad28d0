import pickle
from dataclasses import replace

import pytest

from evenhand_register import canonical, note, policy, statement, tally, tiles
from evenhand_register.arithmetic import Inline
from evenhand_register.audit import audit
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.entry import parse as parse_entry
from evenhand_register.errors import RegisterError
from evenhand_register.group import BASE
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.record import Opening

from .counting import CountedLog, counted_log, entropy
from .gallery import LIES
from .support import Files, Log, code_of, counted, named, small_log, vectors

VECTORS = vectors("log.json")
SEED = bytes.fromhex(vectors("note.json")["keys"][0]["seed_hex"])
KEY = Signer(VECTORS["origin"], SEED).vkey
TRUSTED = Policy.of_key(small_log().signer.vkey)


def published_log(*more, openings=()):
    """The demonstration log with further entries, as files, signed by its operator."""
    entries = [case["entry"].encode() for case in VECTORS["entries"]] + [raw.encode() for raw in more]
    growth = tiles.grow(Files(), 0, entries)
    files = Files(growth.files)
    for opening in [case["opening"] for case in VECTORS["entries"] if case.get("public")] + list(openings):
        files[tiles.record_path(Opening.parse(opening).record)] = canonical.dumps(opening)
    head = Checkpoint(VECTORS["origin"], growth.size, growth.root).render()
    files["checkpoint"] = note.sign(head, [Signer(VECTORS["origin"], SEED)])
    return files


def audited(files, trusted=TRUSTED, seen_before=()):
    return audit(files, verify_checkpoint(files["checkpoint"], trusted), seen_before)


def audited_demonstration(files):
    return audited(files, Policy.of_key(KEY))


def test_the_demonstration_log_is_sound_in_every_proof_and_sum():
    files = published_log()
    files["checkpoint"] = VECTORS["checkpoints"]["61"].encode()
    head = verify_checkpoint(files["checkpoint"], policy.parse(VECTORS["policy"].encode()))
    old = [Checkpoint.parse(note.parse(VECTORS["checkpoints"][size].encode()).text) for size in ("18", "58")]
    report = audit(files, head, old)
    assert set(report.head.seen) == {"regulator", "newspaper"}
    assert report.grew_from == tuple(old)
    findings = report.findings
    assert findings.kinds.total() == 61
    assert findings.counted == sum("r" in case for case in VECTORS["entries"])
    assert [stated.statement.claim.period for stated in findings.statements] == ["2026-P0", "2026-P1"]
    assert findings.statements[0].start is None
    assert set(findings.statements[1].start.seen) == {"regulator", "newspaper"}
    assert findings.statements[1].exposed == []
    assert [(panel.index, panel.draw, panel.replaced_by) for panel in findings.panels] == [
        (30, 37, 38),
        (38, 39, None),
    ]
    assert all(panel.outcome is not None for panel in findings.panels)
    assert (findings.day_order, findings.unpublished, findings.sealed_draws) == ([], [], 0)


@pytest.mark.parametrize("case", **named(VECTORS["bad_appends"]))
def test_an_entry_that_must_not_be_appended_is_refused(case):
    files = published_log(case["append"], openings=[case["opening"]] if "opening" in case else [])
    if case["code"] is None:
        report = audited_demonstration(files)
        assert bool(report.findings.day_order) == ("W_DAY_ORDER" in case.get("warnings", []))
    else:
        with pytest.raises(RegisterError) as caught:
            audited_demonstration(files)
        assert caught.value.code == case["code"]
        assert caught.value.sentence.startswith("Entry 61 is refused. ")


def test_a_pool_without_a_draw_is_reported():
    files = published_log()
    draws = [case for case in VECTORS["entries"] if case["opening"]["facts"]["kind"] == "draw"]
    pools = [case["index"] for case in VECTORS["entries"] if case["opening"]["facts"]["kind"] == "pool"]
    for case in draws[1:]:
        del files[tiles.record_path(Opening.parse(case["opening"]).record)]
    findings = audited_demonstration(files).findings
    assert [panel.index for panel in findings.panels] == pools
    assert [panel.draw is None for panel in findings.panels] == [False, True]
    assert findings.sealed_draws == 1


def test_a_log_that_counts_nothing_is_verified():
    report = audited(small_log(600).published())
    assert report.findings.kinds == {"scheme": 1, "intake": 1, "notice": 1, "event": 597}
    assert (report.findings.counted, report.findings.statements) == (0, [])


def test_an_empty_log_is_verified():
    assert audited(Log().published()).findings.kinds.total() == 0


def test_a_notice_that_is_not_published_is_reported():
    files = small_log().published()
    del files[tiles.record_path(small_log().openings[3].record)]
    assert audited(files).findings.unpublished == [3]


def test_a_wrong_tree_comes_before_a_wrong_entry():
    log = small_log(600)
    log.entries[5] = b"not an entry"
    files = log.published()
    assert code_of(lambda: audited(files)) == "E_ENTRY_FORMAT"
    files["tile/entries/002.p/88"] = files["tile/entries/002.p/88"][:-1]
    assert code_of(lambda: audited(files)) == "E_TILE"


def test_another_history_comes_before_a_wrong_entry():
    log = small_log(600)
    log.entries[5] = b"not an entry"
    old = verify_checkpoint(small_log(300).head(), TRUSTED).checkpoint
    assert code_of(lambda: audited(log.published(), seen_before=[old])) == "E_CONSISTENCY"


def audited_counting(log, arithmetic=None):
    files = log.published()
    return audit(files, verify_checkpoint(files["checkpoint"], TRUSTED), (), arithmetic)


def test_a_log_that_counts_is_verified_with_its_statements():
    log = counted_log(periods=2)
    report = audited_counting(log)
    assert report.findings.counted == 21 + 10 + 15 + 10
    first, second = report.findings.statements
    assert (first.statement.claim, second.statement.claim) == tuple(claim for _, claim in log.stated)
    assert first.statement.claim.totals["received"] == 21
    assert set(second.statement.claim.hidden) == {"received/harm", "received/other"}


@pytest.mark.parametrize("proof", [bytes(64 * 3), bytes(64), counted(1) * 6])
def test_an_entry_that_does_not_prove_what_it_counts_is_refused(proof):
    log = counted_log(periods=1)
    log.append(Entry("intake", "2026-W10", counted(1), log.scheme_id, BASE, proof).render())
    assert code_of(lambda: audited_counting(log)) in {"E_ENTRY_PROOF", "E_SCALAR"}


@pytest.mark.parametrize("point", [bytes(32), b"\xff" * 32])
def test_an_entry_whose_tally_is_no_point_is_refused(point):
    log = counted_log(periods=1)
    log.append(Entry("intake", "2026-W10", counted(1), log.scheme_id, point, bytes(64 * 3)).render())
    assert code_of(lambda: audited_counting(log)) == "E_POINT"


def test_a_tally_moved_to_another_entry_is_refused():
    """A copied commitment is a duplicate; its proof fits no other record even in a log of its own."""
    log = counted_log(periods=0)
    log.count("intake", "in/harm")
    found = parse_entry(log.entries[-1])
    log.append(replace(found, record=counted(9)).render())
    assert code_of(lambda: audited_counting(log)) == "E_ENTRY_DUPLICATE"
    log.entries[1:] = [replace(found, record=counted(9)).render()]
    assert code_of(lambda: audited_counting(log)) == "E_ENTRY_PROOF"


def test_a_statement_left_out_of_the_chain_is_missed():
    log = counted_log(periods=3)
    kept = [at for at, opening in enumerate(log.openings) if at != statements_of(log)[1]]
    log.entries, log.openings = [log.entries[at] for at in kept], [log.openings[at] for at in kept]
    assert code_of(lambda: audited_counting(log)) == "E_TILING"


def test_a_statement_that_is_not_published_is_missed():
    log = counted_log(periods=2)
    files = log.published()
    del files[tiles.record_path(log.stated[0][0])]
    assert code_of(lambda: audited(files)) == "E_STATEMENT_MISSING"


def test_a_statement_may_not_reach_beyond_itself():
    """It is logged at index b or later; one that states entries to come would be a promise."""
    log = counted_log(periods=1)
    log.add("event", {"act": "something"})
    future = CountedLog(**{**vars(log), "entries": list(log.entries), "openings": list(log.openings)})
    future.add("event", {"act": "to come"})
    made = statement.make(future.draft(), future.blinding, entropy)
    log.log_statement(made)
    assert code_of(lambda: audited_counting(log)) == "E_CLAIM_ROOT"


def test_a_statement_may_come_later_than_the_end_of_its_period():
    log = counted_log(periods=1)
    log.count("intake", "in/harm")
    draft, blinding = log.draft(), log.blinding
    log.add("event", {"act": "after the end"})
    log.log_statement(statement.make(replace(draft, hide={}), blinding, entropy))
    assert len(audited_counting(log).findings.statements) == 2


def test_an_exposed_number_is_reported():
    log = counted_log(periods=1)
    log.count("intake", "in/harm")
    log.state_carelessly({"received": 5})
    assert audited_counting(log).findings.statements[1].exposed == ["received"]


class PutOff(Inline):
    """Leaves every proof for the end, as one who has them checked elsewhere does."""

    def __init__(self):
        self.put_off = []

    def check(self, proved):
        self.put_off.append(proved)

    def finish(self):
        tally.verify_all(pickle.loads(pickle.dumps(self.put_off)))


def test_proofs_can_be_checked_elsewhere_and_the_first_failure_is_still_the_result():
    log = counted_log(periods=1)
    assert audited_counting(log, PutOff()).findings.counted == 31
    log.append(Entry("intake", "2026-W10", counted(1), log.scheme_id, BASE, bytes(64 * 3)).render())
    log.append(Entry("rumour", "2026-W10", counted(2), log.scheme_id).render())
    for arithmetic in (None, PutOff()):
        with pytest.raises(RegisterError, match=r"Entry 34 is refused.*\[E_ENTRY_PROOF\]"):
            audited_counting(log, arithmetic)


def statements_of(log):
    return [at for at, opening in enumerate(log.openings) if opening and opening.facts["kind"] == "statement"]


@pytest.mark.parametrize("name", LIES)
def test_each_lie_of_the_gallery_is_refused_for_the_right_reason(name):
    lie, log = LIES[name], small_log()
    heads = {"head-5": log.head(5), "head-9": log.head(), None: None}
    old = heads[lie.against]
    seen = [] if old is None else [verify_checkpoint(old, TRUSTED).checkpoint]
    assert code_of(lambda: audited(lie.make(), seen_before=seen)) == lie.code
    if seen and lie.code == "E_CONSISTENCY":
        assert code_of(lambda: audited(lie.make())) is None, "only somebody who kept the older head can tell"
