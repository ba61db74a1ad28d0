"""The first scheme of every register: the five groups in words, without templates (DESIGN 5.1).

Without templates nothing is counted under proof yet, and pages say so: figures are "computed, not yet proved". The one counter
is the format's minimum; templates come with the next scheme, which names this one as `previous`.
"""

from typing import Any

from evenhand.process.acts import KIND_WORDS


def scheme_document(origin: str, organisation: str) -> dict[str, Any]:
    """The scheme document of REGISTER.md section 3."""
    return {
        "complement": 0,
        "counters": [{"label": "received", "words": "Complaints received. Not counted under proof in this scheme."}],
        "figures": [],
        "groups": [{"kind": str(kind), "templates": [], "words": words} for kind, words in KIND_WORDS.items()],
        "name": organisation,
        "origin": origin,
        "previous": None,
        "threshold": 0,
        "v": "evenhand.scheme/v1",
        "verifier": 1,
    }
