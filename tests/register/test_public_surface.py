"""The whole API on one page. A change here is a change for others: say so in the changelog."""

import importlib
import pkgutil
import subprocess
import sys

import evenhand_register

SURFACE = {
    "arithmetic": ["Arithmetic", "Beyond", "Inline", "Sampled", "Unproved"],
    "audit": ["AuditReport", "Reading", "audit", "read_here", "read_tree"],
    "canonical": ["MAX_BYTES", "MAX_DEPTH", "dumps", "loads"],
    "chance": ["Entropy", "scalars"],
    "checkpoint": ["Checkpoint"],
    "cosignature": ["Cosigner", "message", "verify"],
    "draw": [
        *("Beacon", "DrawReport", "Drawn", "LoggedPool", "Member", "Outcome", "Pick", "Pool", "Stratum"),
        *("beacon_seed", "build", "claimed_origin", "conduct", "cosignature_seed", "derive", "open_pool"),
        *("parse_pool", "picks", "verify", "verify_document"),
    ],
    "encoding": [
        *(
            "MAX_DECIMAL",
            "b64decode",
            "b64encode",
            "is_kind",
            "is_label",
            "is_ref",
            "is_words",
            "lp",
            "parse_decimal",
            "u32",
        ),
    ],
    "entry": ["MAX_BYTES", "RESERVED_KINDS", "Entry", "day_bounds", "leaf_hash", "parse"],
    "errors": ["RegisterError"],
    "generators": ["TemplatePoints", "generator", "multiples", "point_of", "points_of", "template_points"],
    "group": [
        *("BASE", "IDENTITY", "ORDER", "SIZE", "ZERO", "Point", "Scalar", "add", "blend", "from_hash"),
        *("hash_to_scalar", "library", "minus", "multiply", "multiply_base", "number", "plus", "public_blends"),
        *("read_commitment", "read_point", "read_scalar", "reduce", "subtract", "times", "total"),
    ],
    "guard": ["check"],
    "heads": ["HeadsError", "check_growth", "check_same"],
    "key_change": ["OVERLAP", "KeyChange", "KeyHistory", "KeyUse", "LoggedChange", "document", "follow", "parse"],
    "keys": ["COSIGNATURE", "PLAIN", "PrivateKey", "Signer", "VerifierKey", "is_key_name"],
    "ledger": ["Findings", "Ledger"],
    "nonce": ["SIZE", "read", "typed"],
    "note": ["MAX_BYTES", "Note", "Signature", "Signer", "VerifierKey", "once", "parse", "sign", "verify"],
    "one_of": ["Challenge", "Nonces", "prove", "verify"],
    "panels": ["Panel", "Panels"],
    "policy": ["Group", "Policy", "VerifiedCheckpoint", "is_independent", "parse", "verify_checkpoint"],
    "receipt": ["Count", "Logged", "ReceiptReport", "build", "claimed_origin", "verify"],
    "record": [
        *("NONCE_SIZE", "NO_CONTENT", "Opening", "commit", "commit_spelt", "content_hash", "facts", "opening"),
        "verify_opening",
    ],
    "scheme": ["Group", "Scheme", "Template", "group_of", "parse"],
    "statement": [
        *(
            "Claim",
            "Draft",
            "Head",
            "Hidden",
            "Interval",
            "Opened",
            "Past",
            "Period",
            "Stated",
            "Statement",
            "Totals",
        ),
        *("added", "check", "claim_of", "examine", "exposed", "figure", "hide", "make", "narrowed", "parse"),
        *("protected", "prove"),
    ],
    "tally": [
        *("Place", "Proved", "Sealed", "commit", "prove", "refusal", "seal", "verify", "verify_all"),
        "verify_opening",
    ],
    "tiles": [
        *("CHECKPOINT", "TILE_WIDTH", "Growth", "StoredHashes", "TilePath", "TileStore", "VerifiedHashes"),
        *("decode_bundle", "encode_bundle", "entries_path", "full_tiles", "grow", "parse_path", "partial_width"),
        *("read_entries", "record_path", "tile_path"),
    ],
    "tlog_proof": ["TlogProof", "parse", "verify"],
    "tree": [
        *(
            "EMPTY_ROOT",
            "HASH_SIZE",
            "MAX_PROOF",
            "MAX_SIZE",
            "HashReader",
            "complete_root",
            "leaf_hash",
            "leaf_hashes",
            "node_hash",
        ),
        *("prove_consistency", "prove_inclusion", "root", "verify_consistency", "verify_inclusion"),
    ],
    "witness": [
        *("ADD_CHECKPOINT", "CHECKPOINT_TYPE", "MAX_BYTES", "NOTHING", "SIZE_TYPE", "AddCheckpoint", "Answer"),
        *("Cosigned", "Decision", "Evidence", "Recorded", "Sender", "SetBackError", "Submission", "WitnessError"),
        *("add_lines", "ask", "decide", "examine", "monitoring_path", "parse"),
    ],
}
_WITNESS = ("witness.request", "witness.decision", "witness.client")
_DRAW = ("draw.pool", "draw.lot", "draw.document", "draw.transcript")

PARTS = [f"statement.{name}" for name in ("check", "document", "exposure", "figures", "make", "proofs")]


def test_the_modules_are_these_and_no_others():
    found = {module.name for module in pkgutil.iter_modules(evenhand_register.__path__)}
    assert {name for name in found if not name.startswith("_")} == SURFACE.keys() | {"tools"}
    assert set(evenhand_register.__all__) == SURFACE.keys() | {"RegisterError"}


def test_each_module_gives_out_these_names_and_has_them():
    for name, names in SURFACE.items():
        module = importlib.import_module(f"evenhand_register.{name}")
        assert sorted(module.__all__) == sorted(names), name
        assert all(hasattr(module, public) for public in names), name


def test_the_core_reaches_for_nothing_outside():
    forbidden = {"socket", "urllib", "http", "random", "secrets", "time", "os", "pathlib", "subprocess"}
    for name in [
        *SURFACE,
        "_form",
        "tiles.paths",
        "tiles.bundles",
        "tiles.reader",
        "tiles.grow",
        *_WITNESS,
        *_DRAW,
        *PARTS,
    ]:
        module = importlib.import_module(f"evenhand_register.{name}")
        assert not forbidden & set(vars(module)), name


def test_the_library_of_the_group_is_loaded_only_to_calculate():
    """It needs a folder for temporary files from which can be executed, which a hardened service may not have."""
    modules = ", ".join(f"evenhand_register.{name}" for name in SURFACE)
    program = f"import sys, {modules}; sys.exit('rbcl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
