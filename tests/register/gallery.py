"""The gallery of bad artefacts: published registers and receipts, each named after the lie it tells.

`python -m tests.register.gallery` writes them to tests/assets/register/gallery, with `lies.json` saying what each must be refused
for. Nothing is drawn at random, so writing them again gives the same bytes; a test holds the two together.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand_register import canonical, note, tiles
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode

from . import gallery_counts, panel
from .counting import counted_log
from .panel import WITNESSES
from .support import ASSETS, Files, Log, Witness, counted, scheme_document, small_log

STRANGER = Witness("newspaper.example/w2", counted(-103))
TIME = 1774125600


@dataclass(frozen=True)
class Lie:
    """A published register that must be refused with `code`, where `against` names the file of an older head to give."""

    code: str | None
    make: Callable[[], Files]
    against: str | None = None


def policy() -> bytes:
    """Trusts the gallery's log and asks for both witnesses."""
    lines = [f"log {small_log().signer.vkey}"]
    lines += [f"witness w{at} {witness.key.vkey}" for at, witness in enumerate(WITNESSES, 1)]
    return "".join(f"{line}\n" for line in [*lines, "group outside all w1 w2", "quorum outside"]).encode()


def cosigned(head: bytes, *witnesses: Witness) -> bytes:
    for witness in witnesses:
        head = witness.cosign(head, TIME)
    return head


def honest() -> Files:
    files = small_log().published()
    files["checkpoint"] = cosigned(files["checkpoint"], *WITNESSES)
    return files


def edited(path: str, edit: Callable[[bytes], bytes]) -> Callable[[], Files]:
    def make() -> Files:
        files = honest()
        files[path] = edit(files[path])
        return files

    return make


def without(path: str) -> Callable[[], Files]:
    def make() -> Files:
        files = honest()
        del files[path]
        return files

    return make


def flipped(at: int) -> Callable[[bytes], bytes]:
    return lambda raw: raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def logged(change: Callable[[Log], object]) -> Callable[[], Files]:
    """The log as an operator who holds the key would sign it after a change."""

    def make() -> Files:
        log = small_log()
        change(log)
        return log.published()

    return make


def drop_entry(log: Log) -> None:
    del log.entries[2], log.openings[2]


def exchange_entries(log: Log) -> None:
    log.entries[1], log.entries[2] = log.entries[2], log.entries[1]


def repeat_entry(log: Log) -> None:
    log.append(log.entries[2])


def unknown_kind(log: Log) -> None:
    log.add("rumour", {})


def unknown_scheme(log: Log) -> None:
    log.add("event", {}, scheme=counted(5000))


def malformed_entry(log: Log) -> None:
    log.append(log.entries[2].replace(b"2026-W10", b"2026-W54"))


def second_scheme(**changes: Any) -> Callable[[Log], object]:
    return lambda log: log.add("scheme", scheme_document(name="A second scheme", **changes), day="2026-W12")


def earlier_day(log: Log) -> None:
    log.add("event", {}, day="2026-W02")


def good_second_scheme(log: Log) -> None:
    first = log.openings[0]
    assert first is not None
    second_scheme(previous=b64encode(first.record))(log)


def opening_path(index: int) -> str:
    opening = small_log().openings[index]
    assert opening is not None
    return tiles.record_path(opening.record)


SCHEME, NOTICE = opening_path(0), opening_path(3)


def other_words(raw: bytes) -> bytes:
    opening = canonical.loads(raw)
    opening["facts"]["data"]["name"] = "A scheme nobody agreed to"
    return canonical.dumps(opening)


def another_key() -> Files:
    log = small_log()
    log.signer_number = 1
    return log.published()


def overstated() -> Files:
    files, log = honest(), small_log()
    root = Checkpoint.parse(note.parse(files["checkpoint"]).text).root
    files["checkpoint"] = log.head(10, root)
    return files


def hidden_beyond() -> Files:
    """A head of nothing, with the root of something."""
    files = honest()
    files["checkpoint"] = small_log().head(0, counted(6000))
    return files


LIES = {
    "good": Lie(None, honest),
    "good-without-key": Lie(None, without("vkey")),
    "good-second-scheme": Lie(None, logged(good_second_scheme)),
    "good-day-out-of-order": Lie(None, logged(earlier_day)),
    "tile-byte-flipped": Lie("E_TILE", edited("tile/0/000.p/9", flipped(40))),
    "tile-cut-short": Lie("E_TILE", edited("tile/0/000.p/9", lambda raw: raw[:-32])),
    "tile-missing": Lie("E_TILE", without("tile/0/000.p/9")),
    "entry-byte-flipped": Lie("E_TILE", edited("tile/entries/000.p/9", flipped(200))),
    "entry-bundle-cut-short": Lie("E_TILE", edited("tile/entries/000.p/9", lambda raw: raw[:-1])),
    "entry-bundle-missing": Lie("E_TILE", without("tile/entries/000.p/9")),
    "checkpoint-byte-flipped": Lie("E_NOTE_SIGNATURE", edited("checkpoint", flipped(30))),
    "checkpoint-of-a-stranger": Lie("E_NOTE_UNSIGNED", another_key),
    "checkpoint-says-one-entry-more": Lie("E_TILE", overstated),
    "checkpoint-of-nothing-with-a-root": Lie("E_CHECKPOINT_FORMAT", hidden_beyond),
    "entry-removed-and-signed-again": Lie("E_CONSISTENCY", logged(drop_entry), "head-5"),
    "entries-exchanged-and-signed-again": Lie("E_CONSISTENCY", logged(exchange_entries), "head-5"),
    "same-size-other-entries": Lie("E_CONSISTENCY", logged(exchange_entries), "head-9"),
    "set-back-to-five-entries": Lie("E_CONSISTENCY", lambda: small_log(5).published(), "head-9"),
    "entry-entered-twice": Lie("E_ENTRY_DUPLICATE", logged(repeat_entry)),
    "entry-of-an-unknown-kind": Lie("E_KIND", logged(unknown_kind)),
    "entry-under-a-scheme-never-logged": Lie("E_SCHEME_UNKNOWN", logged(unknown_scheme)),
    "entry-in-a-week-that-never-was": Lie("E_ENTRY_FORMAT", logged(malformed_entry)),
    "scheme-not-published": Lie("E_SCHEME_UNKNOWN", without(SCHEME)),
    "scheme-in-other-words": Lie("E_OPENING", edited(SCHEME, other_words)),
    "scheme-that-forgets-the-first": Lie("E_SCHEME_FORMAT", logged(second_scheme())),
    "scheme-of-another-register": Lie("E_ORIGIN", logged(second_scheme(origin="other.example/register"))),
    "notice-in-other-words": Lie("E_OPENING", edited(NOTICE, lambda raw: raw.replace(b"is open", b"is shut"))),
    "notice-not-in-canonical-form": Lie("E_JSON", edited(NOTICE, lambda raw: raw + b"\n")),
    **{name: Lie(code, make) for name, (code, make) in {**gallery_counts.LIES, **panel.registers()}.items()},
}


def witnessed() -> dict[str, bytes]:
    """Heads with and without the witnesses that the gallery's policy asks for."""
    head = small_log().head()
    return {
        "head-9-cosigned": cosigned(head, *WITNESSES),
        "head-9-one-witness": cosigned(head, WITNESSES[0]),
        "head-9-false-witness": cosigned(head, WITNESSES[0], STRANGER),
        "head-9-one-witness-twice": cosigned(head, WITNESSES[0], WITNESSES[0]),
    }


def single_files() -> dict[str, bytes]:
    """Receipts, heads and the policy, which lie beside the registers."""
    log = small_log()
    hostile = small_log()
    hostile.add("event", {"act": "\x1b[2J\x1b[1;32mVERIFIED\u202e everything\n\nVERIFIED: all is well"})
    return {
        "policy": policy(),
        "vkey": f"{log.signer.vkey}\n".encode(),
        "head-5": log.head(5),
        "head-9": log.head(),
        "head-9-of-another-history": exchanged_head(),
        **witnessed(),
        "receipt.json": log.receipt(1, cosigned(log.head(), *WITNESSES)),
        "receipt-of-five.json": log.receipt(1, log.head(5)),
        "receipt-nobody-in-particular.json": log.receipt(2),
        "receipt-that-counts.json": counted_log(periods=1).counted_receipt(1),
        "receipt-that-paints-the-screen.json": hostile.receipt(9),
        **panel.files(),
    }


def exchanged_head() -> bytes:
    log = small_log()
    exchange_entries(log)
    return log.head()


def write(target: Path) -> None:
    """Write the whole gallery to a folder that is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    for name, lie in LIES.items():
        for path, raw in lie.make().items():
            place = target / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(raw)
    for name, raw in single_files().items():
        (target / name).write_bytes(raw)
    lies = {name: {"code": lie.code, "head": lie.against} for name, lie in LIES.items()}
    (target / "lies.json").write_text(json.dumps(lies, indent=1) + "\n")


if __name__ == "__main__":
    write(ASSETS / "gallery")
