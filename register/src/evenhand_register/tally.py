"""An entry's tally: what it counts as, sealed, with the proof that this is lawful (register.md section 4).

    tally  C = r·B + W_j                               r random; j is the template that the entry counts as
    proof  that C is one of the group's templates (see `one_of`), 64 bytes for each
    c      = Hs("evenhand.entry-proof/v1", origin, scheme id, record, kind, u32(n), W_0 || ... || W_(n-1), C, A_0 ...)

No weight of a template is negative, so no entry can lower a published number, and none can count twice. Tallies add
up: the sum of all is a commitment to the sums of all weights. The proof binds log, scheme, record and kind, so it
fits no other place; it does not bind the index, which is not known when it is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import one_of
from .chance import Entropy, scalars
from .encoding import u32
from .errors import RegisterError
from .generators import TemplatePoints
from .group import Point, Scalar, add, hash_to_scalar, multiply_base, read_commitment, read_scalar
from .one_of import Challenge, Nonces

__all__ = [
    "Place",
    "Proved",
    "Sealed",
    "commit",
    "prove",
    "refusal",
    "seal",
    "verify",
    "verify_all",
    "verify_opening",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tally belongs, and nowhere else: the log's origin, the scheme's id, the entry's record and its kind."""

    origin: str
    scheme: bytes
    record: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A tally with its proof, for the entry, and r, which opens it and is stored sealed with the record."""

    tally: Point
    proof: bytes
    r: Scalar


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry's tally and proof with all that checking them needs: it can be sent to another process."""

    index: int
    place: Place
    templates: TemplatePoints
    tally: bytes
    proof: bytes


def commit(templates: TemplatePoints, template: str, r: Scalar) -> Point:
    """Return the tally of an entry that counts as a template of its group, blinded with r."""
    return add(multiply_base(r), templates.points[templates.index(template)])


def prove(place: Place, templates: TemplatePoints, template: str, tally: Point, r: Scalar, nonces: Nonces) -> bytes:
    """Return the proof that a tally, committed to with the same template and r, is lawful in its place."""
    own = templates.index(template)
    return one_of.prove(templates.points, own, r, nonces, _challenge(place, templates, tally))


def seal(place: Place, templates: TemplatePoints, template: str, entropy: Entropy, secret: bytes = b"") -> Sealed:
    """Return a fresh tally with its proof, which is not verified here.

    `entropy` is the system's generator, such as `secrets.token_bytes`; `secret` is something that only the writer
    knows, such as the salt of the facts, in case that generator is broken.
    """
    r = next(scalars(entropy, secret, place.record))
    tally = commit(templates, template, r)
    nonces = Nonces.draw(scalars(entropy, r, place.record + tally), len(templates.points))
    return Sealed(tally, prove(place, templates, template, tally, r, nonces), r)


def verify(place: Place, templates: TemplatePoints, tally: bytes, proof: bytes) -> Point:
    """Return the tally as a point, proved to be lawful in its place. Raises E_POINT, E_SCALAR, E_ENTRY_PROOF."""
    point = read_commitment(tally)
    if not one_of.verify(point, templates.points, proof, _challenge(place, templates, point)):
        raise RegisterError(
            "E_ENTRY_PROOF", "What the entry counts as is not proved to be one of the things that it may count as."
        )
    return point


def verify_all(proved: Iterable[Proved]) -> None:
    """Check the proofs of many entries, in any process. Raises the code of the first that fails, naming its entry."""
    for item in proved:
        try:
            verify(item.place, item.templates, item.tally, item.proof)
        except RegisterError as error:
            raise refusal(item.index, error) from None


def refusal(index: int, error: RegisterError) -> RegisterError:
    """Return the error that says which entry failed a check."""
    return RegisterError(error.code, f"Entry {index} is refused. {error.sentence}")


def verify_opening(templates: TemplatePoints, template: str, r: bytes, tally: bytes) -> None:
    """Check that a tally counts as this template. Raises E_SCALAR, E_POINT, E_TALLY_OPENING."""
    blind = read_scalar(r)
    if read_commitment(tally) != commit(templates, template, blind):
        raise RegisterError("E_TALLY_OPENING", "The entry was counted as something else than the receipt says.")


def _challenge(place: Place, templates: TemplatePoints, tally: Point) -> Challenge:
    count, points = u32(len(templates.points)), b"".join(templates.points)
    said = (place.origin.encode(), place.scheme, place.record, place.kind.encode(), count, points, tally)
    return lambda announcements: hash_to_scalar("evenhand.entry-proof/v1", *said, announcements)
