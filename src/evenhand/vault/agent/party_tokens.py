"""Tokens of parties, made where the key is: it is opened for one question, used, and never leaves the agent (DESIGN 5.7)."""

from collections.abc import Sequence

from evenhand.vault.agent.chains import Opener, Target, targets_from_json
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.tokens import LONGEST_FORM, Kind, Said, tokens

MOST_VALUES = 500
"""How many tokens one question may ask for: those of some dozens of people. A whole register of names takes many."""
_KINDS = frozenset(Kind)


def asked_for(fields: Fields) -> tuple[Target, list[Said]]:
    """The chains that lead to the key, and the kinds with their normal forms. Raises Refusal(MALFORMED)."""
    [target] = targets_from_json([fields.take("target")])
    return target, [_said(value) for value in fields.items("values", MOST_VALUES)]


def party_tokens(opener: Opener, target: Target, values: Sequence[Said]) -> list[str] | None:
    """The token of each value; None if no chain opens the key."""
    private = opener.open(target)
    return None if private is None else tokens(private, values)


def _said(value: object) -> Said:
    match value:
        case [str() as kind, str() as form] if kind in _KINDS and 0 < len(form) <= LONGEST_FORM:
            return Kind(kind), form
    raise Refusal(Code.MALFORMED)
