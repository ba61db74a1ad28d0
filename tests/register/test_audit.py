import pytest

from evenhand_register import canonical, note, policy, tiles
from evenhand_register.audit import audit
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.errors import RegisterError, UnsupportedError
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.record import Opening

from .gallery import LIES
from .support import Files, Log, code_of, counted, named, scheme_document, small_log, vectors

VECTORS = vectors("log.json")
SEED = bytes.fromhex(vectors("note.json")["keys"][0]["seed_hex"])
KEY = Signer(VECTORS["origin"], SEED).vkey
TRUSTED = Policy.of_key(small_log().signer.vkey)
# What this version cannot tell from a good log yet: whether a statement's scheme line is the one that its claim names.
LATER = {"a good statement under another scheme line"}


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
    """The report on the demonstration log, which has counted entries and statements and so is never verified yet."""
    with pytest.raises(UnsupportedError) as caught:
        audited(files, Policy.of_key(KEY))
    return caught.value.report


def test_the_demonstration_log_is_sound_but_for_its_counts():
    files = published_log()
    files["checkpoint"] = VECTORS["checkpoints"]["61"].encode()
    head = verify_checkpoint(files["checkpoint"], policy.parse(VECTORS["policy"].encode()))
    old = [Checkpoint.parse(note.parse(VECTORS["checkpoints"][size].encode()).text) for size in ("18", "58")]
    with pytest.raises(UnsupportedError) as caught:
        audit(files, head, old)
    report = caught.value.report
    assert set(report.head.seen) == {"regulator", "newspaper"}
    assert report.grew_from == tuple(old)
    assert report.findings.kinds.total() == 61
    assert report.findings.unproved == 52
    assert report.findings.pools == {}
    assert (report.findings.day_order, report.findings.unpublished, report.findings.sealed_draws) == ([], [], 0)


@pytest.mark.parametrize("case", **named(VECTORS["bad_appends"]))
def test_an_entry_that_must_not_be_appended_is_refused(case):
    files = published_log(case["append"], openings=[case["opening"]] if "opening" in case else [])
    if case["code"] is None or case["lie"] in LATER:
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
    assert len(findings.pools) == 1
    assert set(findings.pools.values()) < set(pools)
    assert findings.sealed_draws == 1


def test_a_log_that_counts_nothing_is_verified():
    report = audited(small_log(600).published())
    assert report.findings.kinds == {"scheme": 1, "intake": 1, "notice": 1, "event": 597}
    assert report.findings.unproved == 0


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


def test_wrong_entries_are_never_excused_by_counts_that_cannot_be_checked():
    log = small_log()
    scheme = scheme_document(
        name="It counts",
        previous=None,
        groups=[{"kind": "intake", "templates": [{"label": "in", "vector": {}, "words": "in"}], "words": "in"}],
    )
    log = Log()
    log.add("scheme", scheme)
    first = log.openings[0].record
    log.append(Entry("intake", "2026-W10", counted(1), first, counted(2), bytes(64)).render())
    assert code_of(lambda: audited(log.published())) == "NOT_SUPPORTED"
    log.append(Entry("intake", "2026-W10", counted(3), first, counted(2), bytes(64)).render())
    assert code_of(lambda: audited(log.published())) == "E_ENTRY_DUPLICATE"


@pytest.mark.parametrize("name", LIES)
def test_each_lie_of_the_gallery_is_refused_for_the_right_reason(name):
    lie, log = LIES[name], small_log()
    heads = {"head-5": log.head(5), "head-9": log.head(), None: None}
    old = heads[lie.against]
    seen = [] if old is None else [verify_checkpoint(old, TRUSTED).checkpoint]
    assert code_of(lambda: audited(lie.make(), seen_before=seen)) == lie.code
    if seen and lie.code == "E_CONSISTENCY":
        assert code_of(lambda: audited(lie.make())) is None, "only somebody who kept the older head can tell"
