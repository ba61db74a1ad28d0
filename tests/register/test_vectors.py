"""The published vectors are whole, and every file of them is tested."""

import hashlib

from .support import VECTORS

TESTED = {
    "canonical_json.json": "test_canonical",
    "checkpoint.json": "test_policy",
    "draw.json": "test_draw",
    "entry.json": "test_entry",
    "guard.json": "test_guard",
    "log.json": "test_audit",
    "note.json": "test_note",
    "policy.json": "test_policy",
    "receipt.json": "test_receipt",
    "record.json": "test_record",
    "scheme.json": "test_scheme",
    "statement.json": "test_statement, test_exposure",
    "tally.json": "test_tally",
    "tiles.json": "test_tiles",
    "tlog_proof.json": "test_tlog_proof",
    "tree.json": "test_tree",
    "typed_nonce.json": "test_nonce",
    "witness.json": "test_witness, tools.test_witness_server",
}


def test_the_vectors_are_the_published_ones():
    lines = (VECTORS / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {str(path.relative_to(VECTORS)) for path in VECTORS.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    assert found == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((VECTORS / name).read_bytes()).hexdigest() == digest, name


def test_no_file_of_vectors_is_forgotten():
    assert {path.name for path in VECTORS.glob("*.json")} == TESTED.keys()
