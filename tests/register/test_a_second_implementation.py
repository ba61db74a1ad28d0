"""Other people's software reads what we publish, and we read what it writes: `aics-tlog`, which shares no line with us.

It covers C2SP signed-note, tlog-checkpoint, tlog-cosignature and tlog-tiles, and both proofs of RFC 6962. It knows neither
`.tlog-proof` files nor policy files: here a proof file is taken apart by hand, and given to it as index, hashes and head; and
`tlog-scales`, by yet another author, writes such files from our tiles. No package that was found reads policy files.
Sections 2 to 7 of register.md (entries, schemes, tallies, statements, receipts, draws) are ours alone; there the vectors stand,
which a program that shares no code with us made, and `verify.html` (tests/web/verify). Witnesses: tools/test_a_second_witness.py.
"""

import argparse

import aics_tlog as other
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales import cli as tlog_scales

from evenhand_register import policy, tlog_proof, tree
from evenhand_register.audit import audit
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import StoredHashes, grow

from .counting import counted_log
from .support import Files, Witness, b64, counted, numbered, small_log

SIZES = (1, 2, 255, 256, 257, 600)
ENTRIES = numbered(max(SIZES))
OURS = Files(grow(Files(), 0, ENTRIES).files)
LOG = counted_log(periods=1)
LOG_KEY = other.parse_vkey(LOG.signer.vkey)
WITNESSES = [Witness(f"w{number}.example/1", counted(8000 + number)) for number in (1, 2)]
WITNESS_KEYS = [other.parse_vkey(witness.key.vkey) for witness in WITNESSES]
POLICY = policy.parse(
    f"log {LOG.signer.vkey}\nwitness w1 {WITNESSES[0].key.vkey}\nwitness w2 {WITNESSES[1].key.vkey}\nquorum none\n".encode()
)


def published() -> Files:
    """The folder of a register that counts, its head seen by two witnesses."""
    files = LOG.published()
    for number, witness in enumerate(WITNESSES):
        files["checkpoint"] = witness.cosign(files["checkpoint"], 1000 + number)
    return files


def read_by_the_other(files) -> list[bytes]:
    """All entries, as the other program finds them from three keys and the files. Raises ValueError or OSError, as it does."""
    head = other.verify_checkpoint(
        other.parse_note(files["checkpoint"]), LOG_KEY, WITNESS_KEYS, 2, expected_origin=LOG.origin
    )
    if not head.ok:
        raise ValueError(head.error)
    reader = other.MemoryTileReader(files)
    other.audit_tiles(reader, head.size, head.root)
    proven = other.VerifiedTileReader(reader, head.size, head.root)
    return [proven.entry(index) for index in range(head.size)]


# It reads what we publish


def test_the_published_folder_is_read_whole():
    assert read_by_the_other(published()) == LOG.entries


def test_the_head_says_the_same_to_both():
    raw = published()["checkpoint"]
    found = other.verify_checkpoint(other.parse_note(raw), LOG_KEY, WITNESS_KEYS, 2)
    ours = verify_checkpoint(raw, POLICY)
    assert (found.origin, found.size, found.root) == (LOG.origin, ours.checkpoint.size, ours.checkpoint.root)
    assert found.timestamps == {"w1.example/1": 1000, "w2.example/1": 1001}
    assert ours.seen == {"w1": (1000,), "w2": (1001,)}


@pytest.mark.parametrize("size", SIZES)
def test_both_make_the_same_inclusion_proofs_from_our_tiles(size):
    files = Files(grow(Files(), 0, ENTRIES[:size]).files)
    root = grow(files, size, []).root
    proven = other.VerifiedTileReader(other.MemoryTileReader(files), size, root)
    for index in {0, size // 2, size - 1, min(255, size - 1), min(256, size - 1)}:
        made = other.inclusion_proof_from_tiles(proven, index, size)
        assert made == tree.prove_inclusion(StoredHashes(files, size), index, size)
        assert proven.entry(index) == ENTRIES[index]
        assert other.verify_leaf_inclusion(ENTRIES[index], index, size, made, root)
        assert size == 1 or not other.verify_leaf_inclusion(ENTRIES[index - 1], index, size, made, root)


@pytest.mark.parametrize(("old", "new"), [(old, new) for new in SIZES for old in SIZES if old <= new])
def test_both_make_the_same_consistency_proofs_from_our_tiles(old, new):
    made = other.consistency_proof_from_tiles(other.MemoryTileReader(OURS), old, new, max(SIZES))
    hashes = StoredHashes(OURS, max(SIZES))
    assert made == tree.prove_consistency(hashes, old, new)
    roots = tree.root(hashes, old), tree.root(hashes, new)
    assert other.verify_consistency(old, new, *roots, made)
    tree.verify_consistency(old, new, made, *roots)
    assert not other.verify_consistency(old, new, tree.leaf_hash(b"another history"), roots[1], made)


def test_a_proof_file_is_read_by_whoever_splits_it_at_its_first_empty_line():
    signed = published()["checkpoint"]
    for index, entry in enumerate(LOG.entries):
        top, head = LOG.proof(index, signed).decode().split("\n\n", 1)
        version, at, *path = top.split("\n")
        assert (version, at) == ("c2sp.org/tlog-proof@v1", f"index {index}")
        found = other.verify_checkpoint(other.parse_note(head), LOG_KEY, WITNESS_KEYS, 2)
        assert found.ok
        assert other.verify_leaf_inclusion(entry, index, found.size, [b64(line) for line in path], found.root)


@pytest.mark.parametrize("log", [LOG, small_log(1), small_log(300)], ids=["a log that counts", "one entry", "300"])
def test_a_third_program_writes_the_same_proof_files_from_our_tiles(log, tmp_path, capsys):
    signed = WITNESSES[0].cosign(log.head(), 1000)
    for path, raw in {**log.published(), "checkpoint": signed}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    for index in {0, len(log.entries) // 2, len(log.entries) - 1}:
        tlog_scales.cmd_gen_proof(argparse.Namespace(location=str(tmp_path), leaf_index=index))
        written = capsys.readouterr().out.encode()
        assert written == log.proof(index, signed)
        assert tlog_proof.verify(tlog_proof.parse(written), log.entries[index], Policy.of_key(log.signer.vkey))


# It refuses what was changed


LOGGED = sorted(path for path in published() if path.startswith(("tile/", "checkpoint")))


@pytest.mark.parametrize("path", LOGGED)
def test_a_changed_byte_is_refused_at_forty_places_of_each_file(path):
    files = published()
    for at in range(0, len(files[path]), max(1, len(files[path]) // 40)):
        changed = bytearray(files[path])
        changed[at] ^= 1
        with pytest.raises((ValueError, OSError)):
            read_by_the_other({**files, path: bytes(changed)})


@pytest.mark.parametrize("path", LOGGED)
def test_a_file_that_was_left_out_is_missed(path):
    files = published()
    del files[path]
    with pytest.raises((KeyError, OSError)):
        read_by_the_other(files)


LIES = {
    "an entry left out": lambda entries: entries[:5] + entries[6:],
    "two entries exchanged": lambda entries: [entries[1], entries[0], *entries[2:]],
    "an entry rewritten": lambda entries: [*entries[:7], entries[7].replace(b"2026-W10", b"2026-W11"), *entries[8:]],
    "the last entry left out": lambda entries: entries[:-1],
}


@pytest.mark.parametrize("lie", LIES)
def test_another_history_under_the_same_head_is_refused(lie):
    files = published()
    forged = grow(Files(), 0, LIES[lie](LOG.entries)).files
    with pytest.raises((ValueError, OSError)):
        read_by_the_other({**forged, "checkpoint": files["checkpoint"]})


def test_a_head_by_another_key_of_the_same_name_is_refused():
    files = published()
    forger = other.sign_checkpoint(
        other.parse_checkpoint(other.parse_note(files["checkpoint"]).text),
        Ed25519PrivateKey.from_private_bytes(counted(8009)),
        LOG.origin,
    )
    with pytest.raises(ValueError, match="no signature from log key"):
        read_by_the_other({**files, "checkpoint": forger.to_bytes()})


# We read what it writes


@pytest.mark.parametrize("steps", [(1, 255, 344), (600,), (255, 2, 43, 300)])
def test_both_write_the_same_files(steps):
    store, ours, size = other.MemoryTileStore(), Files(), 0
    writer = other.IncrementalTileWriter(store, prune_partials=False)
    for step in steps:
        writer.append(ENTRIES[size : size + step])
        growth = grow(ours, size, ENTRIES[size : size + step])
        ours.update(growth.files)
        size += step
        assert writer.root() == growth.root
    assert store.tiles == ours


def test_a_register_that_it_wrote_and_signed_passes_our_audit():
    files = Files(LOG.published())
    for path in [path for path in files if path.startswith("tile/")]:
        del files[path]
    store = other.MemoryTileStore(files)
    writer = other.IncrementalTileWriter(store)
    writer.append(LOG.entries)
    head = other.Checkpoint(LOG.origin, writer.size, writer.root())
    note = other.sign_checkpoint(
        head, Ed25519PrivateKey.from_private_bytes(counted(-1 - LOG.signer_number)), LOG.origin
    )
    lines = [
        other.sign_cosignature(
            Ed25519PrivateKey.from_private_bytes(witness.seed),
            witness.name,
            1234,
            LOG.origin,
            writer.size,
            writer.root(),
        )[1]
        for witness in WITNESSES
    ]
    raw = other.Note(note.text, (*lines, *note.signatures)).to_bytes()
    report = audit(Files(store.tiles), verify_checkpoint(raw, POLICY))
    assert report.findings.kinds.total() == len(LOG.entries)
    assert report.head.seen == {"w1": (1234,), "w2": (1234,)}
