"""What the tests of the register share: the published vectors, a store in memory, and a small log to make and unmake."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings

from evenhand_register import canonical, cosignature, note, receipt, record, tiles, tlog_proof, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.errors import RegisterError
from evenhand_register.keys import COSIGNATURE, Signer, VerifierKey
from evenhand_register.record import Opening

VECTORS = Path(__file__).parents[1] / "vectors"
ASSETS = Path(__file__).parents[1] / "assets" / "register"

ORIGIN = "gallery.example/register"

unhurried = settings(deadline=None)  # the machine may be busy, and time is no property of the register

b64 = base64.b64decode


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def named(items: Iterable[Any]) -> dict[str, Any]:
    """Parameters for parametrize: every item under the lie that it tells, or its name."""
    found = list(items)
    return {
        "argvalues": found,
        "ids": [str(item.get("name") or item.get("lie") or at) for at, item in enumerate(found)],
    }


def code_of(check: Callable[[], object]) -> str | None:
    """The code that a check fails with, None where it passes. Any other exception goes through and fails the test."""
    try:
        check()
    except RegisterError as error:
        return error.code
    return None


class Files(dict[str, bytes]):
    """A store of files in memory, which notes what is read from it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.reads: list[str] = []

    def read(self, path: str) -> bytes | None:
        self.reads.append(path)
        return self.get(path)


class Leaves:
    """The hashes of complete subtrees, computed from all leaves each time: slow, short, and independent of tiles."""

    def __init__(self, entries: Iterable[bytes]) -> None:
        self.leaves = [tree.leaf_hash(entry) for entry in entries]

    def read_hashes(self, subtrees: Sequence[tuple[int, int]]) -> list[bytes]:
        return [tree.complete_root(self.leaves[index << level : (index + 1) << level]) for level, index in subtrees]


def numbered(count: int) -> list[bytes]:
    """The entries that tree.json and tiles.json are made of."""
    return [f"evenhand leaf {index}".encode() for index in range(count)]


@dataclass(frozen=True)
class Witness:
    """Signs a head with a time, as a witness does."""

    name: str
    seed: bytes

    @property
    def key(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, COSIGNATURE, public)

    def cosign(self, signed: bytes, time: int) -> bytes:
        found = note.parse(signed)
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(cosignature.message(found.text, time))
        line = note.Signature(self.name, self.key.key_id, time.to_bytes(8, "big") + signature)
        return note.Note(found.text, (*found.signatures, line)).render()


def scheme_document(**changes: Any) -> dict[str, Any]:
    """A scheme whose groups are logged and not counted."""
    return {
        "complement": 0,
        "counters": [{"label": "received", "words": "Complaints received"}],
        "figures": [],
        "groups": [
            {"kind": "intake", "templates": [], "words": "A complaint arrives"},
            {"kind": "event", "templates": [], "words": "Something else happens in a case"},
        ],
        "name": "A first scheme",
        "origin": ORIGIN,
        "previous": None,
        "threshold": 0,
        "v": "evenhand.scheme/v1",
        "verifier": 1,
        **changes,
    }


def counted(label: int) -> bytes:
    """32 bytes that are different for each number: fixed salts, records and keys for tests only."""
    return tree.leaf_hash(f"for tests only {label}".encode())


@dataclass
class Log:
    """A log that is written entry by entry and published as files. Nothing in it is drawn at random."""

    origin: str = ORIGIN
    signer_number: int = 0
    entries: list[bytes] = field(default_factory=list)
    openings: list[Opening | None] = field(default_factory=list)
    scheme_index: int = 0

    @property
    def signer(self) -> Signer:
        return Signer(self.origin, counted(-1 - self.signer_number))

    def add(
        self, kind: str, data: dict[str, Any], day: str = "2026-W10", nonce: bytes | None = None, **line: Any
    ) -> int:
        opening = record.opening(record.facts(kind, data, nonce), counted(len(self.entries)))
        cites = kind not in ("scheme", "notice", "key", "pool", "draw")
        scheme = self.openings[self.scheme_index].record if cites and self.openings else None
        fields = {"kind": kind, "day": day, "record": opening.record, "scheme": scheme, **line}
        return self.append(Entry(**fields).render(), opening)

    def append(self, raw: bytes, opening: Opening | None = None) -> int:
        self.entries.append(raw)
        self.openings.append(opening)
        return len(self.entries) - 1

    def head(self, size: int | None = None, root: bytes | None = None) -> bytes:
        count = len(self.entries) if size is None else size
        made = Checkpoint(self.origin, count, root or tree.root(Leaves(self.entries), count))
        return note.sign(made.render(), [self.signer])

    def published(self) -> Files:
        """The files of the log: tiles, openings of reserved kinds, head and key."""
        files = Files(tiles.grow(Files(), 0, self.entries).files)
        for opening in self.openings:
            if opening is not None and opening.facts["kind"] in ("scheme", "notice", "key", "statement"):
                files[tiles.record_path(opening.record)] = canonical.dumps(opening.as_json())
        files["checkpoint"] = self.head()
        files["vkey"] = f"{self.signer.vkey}\n".encode()
        return files

    def proof(self, index: int, head: bytes | None = None) -> bytes:
        size = Checkpoint.parse(note.parse(head).text).size if head else len(self.entries)
        path = tree.prove_inclusion(Leaves(self.entries[:size]), index, size)
        return tlog_proof.TlogProof(index, tuple(path), head or self.head()).render()

    def receipt(self, index: int, head: bytes | None = None, words: str = "Your complaint is registered.") -> bytes:
        def part(at: int) -> receipt.Logged:
            opening = self.openings[at]
            assert opening is not None
            return receipt.Logged(self.entries[at], opening, self.proof(at, head))

        return receipt.build(part(index), part(self.scheme_index), words)


def small_log(entries: int = 9) -> Log:
    """A scheme, a notice, complaints and other steps."""
    log = Log()
    log.add("scheme", scheme_document())
    log.add("intake", {"act": "received", "on": "2026-03-02"}, nonce=counted(1000)[:16])
    log.add("event", {"act": "acknowledged", "on": "2026-03-03"})
    log.add("notice", {"origin": log.origin, "v": "evenhand.notice/v1", "words": "The register is open."})
    while len(log.entries) < entries:
        log.add("event", {"act": "reply-received", "number": len(log.entries)}, day="2026-W11")
    return log
