"""Sealed files in the blob store against the rows that list them. No key is needed (DESIGN 5.6)."""

import hashlib
from collections.abc import Iterator, Sequence

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import read
from evenhand.records.blobs import BlobMissing, BlobStore
from evenhand.records.models import DraftFile, Sealed

GONE = "This sealed file is gone from the store. Unless a backup has it, nobody can read it again."
OVERWRITTEN = "This sealed file was overwritten in the store. Unless a backup has it, nobody can read it again."
SHUT = "This sealed file is in the store and cannot be read: the disk or its permissions are at fault."


def check_files(blobs: BlobStore) -> Iterator[Trouble]:
    """Every sealed file that is missing, changed or cannot be read, with the act that lists it."""
    for row in read(Sealed.objects.filter(what="file").order_by("entry"), "address", "entry"):
        sentence = _fault(blobs, row["address"])
        if sentence is not None:
            yield Trouble("blob", str(row["address"]), "", sentence, row["entry"])


def orphans(blobs: BlobStore, stored: Sequence[str]) -> Iterator[str]:
    """A note of files that lay in the store before the database was read, and that belong to nothing in it."""
    known = {*Sealed.objects.filter(what="file").values_list("address", flat=True)}
    known |= set(DraftFile.objects.values_list("address", flat=True))
    left = [address for address in stored if address not in known and blobs.has(address)]
    if left:
        which = "One sealed file" if len(left) == 1 else f"{len(left)} sealed files"
        yield (
            f"{which} in the store belong to no complaint and no draft, as a crash or a restored backup can leave them. "
            f"Nothing is lost. The first: {left[0]}."
        )


def _fault(blobs: BlobStore, address: str) -> str | None:
    digest = hashlib.sha256()
    try:
        for piece in blobs.pieces(address):
            digest.update(piece)
    except (BlobMissing, ValueError, TypeError):
        return GONE
    except OSError:
        return SHUT
    return None if digest.hexdigest() == address else OVERWRITTEN
