"""The published folder as a website: a page for people that leads to every file, and one for each statement of totals.

They are made from what stands under the signed head and from nothing else, no clock and no settings, so that the same register
gives the same bytes. Links are relative and nothing is fetched, so that any web server serves the folder, and a disk too.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from evenhand.office.own_keys import own_keys
from evenhand.office.published_oversight import oversight_documents
from evenhand.office.schemes import scheme_of
from evenhand.office.witnessed import signers
from evenhand.records.append import SCHEME
from evenhand.records.models import Record
from evenhand.records.queries.draws import DRAW, POOL
from evenhand.records.queries.statements import statements
from evenhand_register.encoding import b64encode
from evenhand_register.policy import VerifiedCheckpoint
from evenhand_register.statement import Claim
from evenhand_register.tiles import TILE_WIDTH, TilePath, full_tiles, partial_width, record_path

INDEX = "index.html"
_FOLDER = Path(__file__).parent / "website"
_IN_CLEAR = {
    SCHEME: "what is counted from here on",
    POOL: "who may be drawn to decide a case",
    DRAW: "who was drawn to decide it",
    "key": "a change of the register’s key",
    "notice": "a notice",
}


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement with what its page says beside the claim. Paths are from the folder's root."""

    index: int
    claim: Claim
    record_path: str
    scheme_path: str
    rows: Sequence[tuple[str, int | None, int]]
    """Each counter in words, its number (None if it is hidden) and the most that a hidden one can be."""

    @property
    def path(self) -> str:
        """Where the page lies."""
        return f"statements/{self.claim.sequence}.html"

    @property
    def last(self) -> int:
        """The last entry of the period."""
        return self.claim.end.size - 1

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The kinds of entry, by name."""
        return sorted(self.claim.entries.items())

    @property
    def start_root(self) -> str:
        """The root before the period."""
        return b64encode(self.claim.start.root)

    @property
    def end_root(self) -> str:
        """The root at its end."""
        return b64encode(self.claim.end.root)


@dataclass(frozen=True, slots=True)
class InClear:
    """A published record that is no statement: where it lies, and what it says, as far as that fits into a line."""

    index: int
    day: str
    what: str
    words: str
    path: str


def website(head: VerifiedCheckpoint, vkeys: str) -> dict[str, bytes]:
    """Path and bytes of each page, for the head that is published and our verifier keys, the newest first, a line each.

    `head` was verified with our policy: the witnesses in it are the ones that are named.
    """
    size, origin = head.checkpoint.size, head.checkpoint.origin
    pages = list(_statements(origin, size))
    newest = Record.objects.filter(act=SCHEME, entry_id__lt=size).order_by("-entry_id").values_list("entry__record")
    frame = {
        "name": scheme_of(origin, bytes(newest[0][0])).name if newest[:1] else "",
        "vkey": vkeys.split()[0],
        "style": _style(),
        "style_hash": f"sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}",
    }
    about = {
        "bundles": _bundles(size),
        "hashes": TilePath(0, *_tile(size, 0)).render() if size else "",
        "head": head.checkpoint,
        "keys": own_keys(vkeys, size),
        "oversight": oversight_documents(size),
        "records": list(_in_clear(size)),
        "root": b64encode(head.checkpoint.root),
        "statements": pages,
        "witnesses": [
            {
                "independent": one.independent,
                "key_name": one.key_name,
                "times": [f"{time:%Y-%m-%d %H:%M:%S}" for time in one.times],
            }
            for one in signers(head)
        ],
    }
    made = {one.path: _render("statement.html", {**frame, "one": one}) for one in pages}
    return {**made, INDEX: _render("index.html", {**frame, **about})}


def _statements(origin: str, size: int) -> Iterator[StatementPage]:
    for one in statements(size):
        claim = one.claim
        counters = scheme_of(origin, claim.scheme).counters
        found = [
            (words, claim.totals.get(label), claim.hidden[label].below - 1 if label in claim.hidden else 0)
            for label, words in counters.items()
        ]
        yield StatementPage(one.entry, claim, record_path(one.record), record_path(claim.scheme), found)


def _in_clear(size: int) -> Iterator[InClear]:
    rows = Record.objects.filter(act__in=_IN_CLEAR, entry_id__lt=size).order_by("entry_id")
    columns = ("entry_id", "entry__day", "act", "facts", "entry__record")
    for index, day, act, facts, record in rows.values_list(*columns):
        data = json.loads(bytes(facts))["data"]
        said = str(data.get("words", data.get("reason", "")))
        yield InClear(index, day, _IN_CLEAR[act], said, record_path(bytes(record)))


def _bundles(size: int) -> list[dict[str, object]]:
    """The first and the last file of entries."""
    last = (size - 1) // TILE_WIDTH
    return [
        {
            "first": at * TILE_WIDTH,
            "last": min(size, (at + 1) * TILE_WIDTH) - 1,
            "path": TilePath(None, *_tile(size, at)).render(),
        }
        for at in (sorted({0, last}) if size else ())
    ]


def _tile(size: int, at: int) -> tuple[int, int]:
    """Number and width of a tile of level 0."""
    return at, TILE_WIDTH if at < full_tiles(size, 0) else partial_width(size, 0)


@cache
def _style() -> str:
    return (_FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(_FOLDER)])


def _render(template: str, context: dict[str, object]) -> bytes:
    return _engine().get_template(template).render(Context(context, use_l10n=False, use_tz=False)).encode()
