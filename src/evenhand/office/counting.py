"""Counting an entry under proof: its tally, and what it adds to the sums of its period (REGISTER.md section 4, DESIGN 5.12).

Whoever can open an entry's content can work out r, which blinds its tally: it is derived from the content's own key. So r is kept
sealed with its record without being kept anywhere, goes with the record when that is erased, and opens a receipt. Where there is
no content nobody holds a receipt: then r is drawn, added to the sums and forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.records.counted import Counted
from evenhand.vault.keys import ContentKey, Entropy, derive
from evenhand_register import tally
from evenhand_register.chance import scalars
from evenhand_register.generators import TemplatePoints
from evenhand_register.group import ZERO, Scalar, reduce

_LABEL = b"evenhand.tally/v1"
_LOST = "A key that nobody will ever draw gives a blinding of nought: seal the content again."


@dataclass(frozen=True, slots=True)
class Counting:
    """The scheme in force. `points` and `weights` are empty in a register that was begun before anything was counted."""

    origin: str
    scheme: bytes
    points: Mapping[str, TemplatePoints] = field(repr=False)
    weights: Mapping[str, Mapping[str, int]] = field(repr=False)

    def template(self, kind: str, label: str) -> str | None:
        """The template that an entry counts as, or None where its kind is not counted. Raises KeyError for an unknown one."""
        if kind not in self.points:
            return None
        if label not in self.points[kind].labels:
            raise KeyError(f"The scheme in force has no template {label} among those of {kind}.")
        return label

    def count(
        self, kind: str, label: str, record: bytes, entropy: Entropy, secret: bytes, key: ContentKey | None
    ) -> Counted:
        """The tally of an entry, with its proof. `secret` is its facts' salt, `key` that of its content if it has any."""
        place = tally.Place(self.origin, self.scheme, record, kind)
        r = next(scalars(entropy, secret, record)) if key is None else blinding(key)
        sealed = tally.seal(place, self.points[kind], label, entropy, secret, r)
        return Counted(sealed.tally, sealed.proof, r, self.weights[label])


def blinding(key: ContentKey) -> Scalar:
    """What blinds the tally of the entry whose content this key opens: 64 bytes derived from it, reduced."""
    found = reduce(derive(key, _LABEL, b"0") + derive(key, _LABEL, b"1"))
    if found == ZERO:
        raise ValueError(_LOST)
    return found
