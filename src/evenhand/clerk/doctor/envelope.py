"""Ciphertexts, compartments and wraps against the facts that list them. No key is needed (DESIGN 5.6)."""

import hashlib
from collections.abc import Iterator

from evenhand.clerk.doctor.claims import Claims, sha256
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.rows import Row, compare
from evenhand.records.blobs import BlobMissing, BlobStore
from evenhand.records.models import Compartment, Grant, Sealed

_CHUNK = 2000


def check_envelope(claims: Claims, blobs: BlobStore) -> Iterator[Trouble]:
    """Every ciphertext that is missing, changed or unaccounted for, and every wrap that came or went without an act."""
    yield from compare("sealed", ("address",), claims.sealed.values(), _sealed())
    yield from _content()
    yield from _files(blobs)
    expected = [{"id": key, **columns} for key, columns in claims.compartments.items()]
    yield from compare("compartment", ("id",), expected, _compartments())
    grants = [{"compartment": key, "to": to, **columns} for (key, to), columns in claims.grants.items()]
    yield from compare("grant", ("compartment", "to"), grants, _grants())


def _sealed() -> Iterator[Row]:
    rows = Sealed.objects.values_list("address", "entry", "what", "compartment_id", "wrap")
    for address, entry, what, compartment, wrap in rows.iterator(_CHUNK):
        yield {
            "address": address,
            "compartment": compartment,
            "entry": entry,
            "what": what,
            "wrap": sha256(bytes(wrap)),
        }


def _content() -> Iterator[Trouble]:
    rows = Sealed.objects.filter(what="content").values_list("address", "entry", "ciphertext")
    for address, entry, ciphertext in rows.iterator(_CHUNK):
        if ciphertext is None or sha256(bytes(ciphertext)) != address:
            yield Trouble("sealed", address, "ciphertext", "These sealed words were overwritten or removed.", entry)


def _files(blobs: BlobStore) -> Iterator[Trouble]:
    for address, entry in Sealed.objects.filter(what="file").values_list("address", "entry").iterator(_CHUNK):
        digest = hashlib.sha256()
        try:
            for piece in blobs.pieces(address):
                digest.update(piece)
        except BlobMissing:
            yield Trouble("blob", address, "", "This sealed file is gone from the store.", entry)
            continue
        if digest.hexdigest() != address:
            yield Trouble("blob", address, "", "This sealed file was overwritten in the store.", entry)


def _compartments() -> Iterator[Row]:
    for row in Compartment.objects.iterator(_CHUNK):
        yield {
            "case": row.case,
            "complaint": row.complaint,
            "entry": row.entry,
            "id": row.id,
            "public": bytes(row.public),
            "purpose": row.purpose,
        }


def _grants() -> Iterator[Row]:
    for row in Grant.objects.iterator(_CHUNK):
        yield {"compartment": row.compartment_id, "entry": row.entry, "to": row.to, "wrap": sha256(bytes(row.wrap))}
