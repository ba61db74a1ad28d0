"""The scheme: what is counted under proof, laid down in the register before anything is (REGISTER.md section 3, DESIGN 5.1)."""

from collections.abc import Iterable
from typing import Any

from evenhand.process.acts import KIND_WORDS
from evenhand.process.counted import FIGURES, Figure, Template, counters, groups
from evenhand.process.rulebook import Rulebook
from evenhand_register.encoding import b64encode

THRESHOLD = 5
"""A number below it is hidden, nought too (`office.published.RULE`)."""
COMPLEMENT = 256
"""Below it another may be hidden in the protection of a small one: the format's maximum, so that as little as may be tells."""


def scheme_document(
    origin: str, organisation: str, rulebook: Rulebook, previous: bytes | None = None
) -> dict[str, Any]:
    """The scheme document of REGISTER.md section 3. `previous`: the record of the scheme that it takes the place of."""
    return {
        "complement": COMPLEMENT,
        "counters": [{"label": label, "words": words} for label, words in counters(rulebook).items()],
        "figures": _spelt(FIGURES),
        "groups": [
            {"kind": str(kind), "templates": _spelt(templates), "words": KIND_WORDS[kind]}
            for kind, templates in groups(rulebook).items()
        ],
        "name": organisation,
        "origin": origin,
        "previous": None if previous is None else b64encode(previous),
        "threshold": THRESHOLD,
        "v": "evenhand.scheme/v1",
        "verifier": 1,
    }


def _spelt(parts: Iterable[Template | Figure]) -> list[dict[str, Any]]:
    return [{"label": part.label, "vector": dict(part.weights), "words": part.words} for part in parts]
