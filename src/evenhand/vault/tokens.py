"""Tokens of parties: what a person is found by and compared with, without anything that a database could give away (DESIGN 5.7).

Whatever identifies somebody is brought to a normal form, and the token is a keyed hash of it:
`HMAC-SHA256(derive(key, "evenhand.party-token/v1", kind), normal form)`. Without the key nobody can make one, so a list of all
names of a country is of no use to whoever has the database. Whoever can make tokens can test a name; so the key is used inside
the key agent and nowhere else.

What normal forms do not catch: other spellings of a sound (Meyer, Maier), a name written in another script, nicknames, a name that
changed, "ue" for "ü", two addresses or numbers of one person, the dots that some mail providers ignore. "No match" is no proof.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from evenhand.vault.keys import Secret, derive

LABEL = b"evenhand.party-token/v1"
HEX_DIGITS = 16
"""64 bits. Among five million tokens two of different people are the same with a chance of one in a million, so a match is a match.
Fewer bits would refuse people because of strangers; more would protect nobody better, for what protects is the key."""
LONGEST_TEXT = 2000
LONGEST_FORM = 400


class Kind(StrEnum):
    """What is compared. Every kind has a key of its own, so that a number is never taken for another kind of number."""

    NAME = "name"
    NEAR = "near"
    """A name as far as an initial, a middle name or the order of its parts may differ: many people share one."""
    EMAIL = "e-mail"
    TELEPHONE = "telephone"
    MEMBER = "member"
    ADDRESS = "address"


type Said = tuple[Kind, str]
"""A kind and a normal form of it."""

_TITLES = """
mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend fr hon cllr councillor herr
frau mme mlle monsieur madame sr sra senor senora jr jnr snr phd md esq
"""
TITLES = frozenset(_TITLES.split())
"""Left out of names, unless nothing else is there."""
_FOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_APOSTROPHES = frozenset("'’‘ʼ`´ʻ＇")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]{1,255}")
_TELEPHONE = re.compile(r"(?<![\w@.])(?:\+|00)?[0-9(][0-9 ()./\-]{5,24}[0-9](?![\w@])")
_MEMBER = re.compile(
    r"\bmember(?:ship)?\b\s*(?:card\b)?\s*(?:no\b|nr\b|number\b|id\b)?[\s.:#]*([a-z]{0,4}[\-/ ]?[0-9][a-z0-9\-/]{1,20})"
)
MOST_FOUND = 20


def token_key(private: Secret, kind: Kind) -> Secret:
    """The key of one kind of tokens, derived from the private half of the compartment that they belong to."""
    return Secret(derive(private, LABEL, kind.encode()))


def token(key: Secret, form: str) -> str:
    """The token of a normal form: 16 hex digits."""
    return hmac.digest(key, form.encode(), "sha256").hex()[:HEX_DIGITS]


def tokens(private: Secret, said: Sequence[Said]) -> list[str]:
    """The token of each of these, in order. `private` is the private half of a compartment."""
    keys = {kind: token_key(private, kind) for kind in {kind for kind, _ in said}}
    return [token(keys[kind], form) for kind, form in said]


def name(text: str) -> str:
    """A person's name: its parts in alphabetical order, without titles, accents of Latin letters, punctuation; or nothing."""
    return " ".join(sorted(_parts(text)))


def near_names(text: str) -> list[str]:
    """Forms that a name shares with others like it: the initial of one outer part with the other one, both ways round.

    So "Yan Q. Example", "Example, Yan" and "Y. Example" have one in common. Nothing for a name of one part.
    """
    parts = _parts(text)
    if len(parts) < 2:
        return []
    first, last = parts[0], parts[-1]
    whole = ((first, last), (last, first))
    return sorted({f"{one[0]} {other}" for one, other in whole if len(other) > 1})


def email(text: str) -> str:
    """An address of electronic mail in small letters, without what follows a plus; or nothing if it is none."""
    found = _EMAIL.search(_folded(text).removeprefix("mailto:"))
    if found is None:
        return ""
    local, _, host = found[0].strip(".").rpartition("@")
    local, host = local.split("+", 1)[0].strip("."), host.strip(".")
    return f"{local}@{host}" if local and "." in host else ""


def telephone(text: str) -> str:
    """The last nine digits, in which a number with and without the code of its country agree; nothing under six digits."""
    digits = "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
    return digits[-9:] if len(digits) >= 6 else ""


def member(text: str) -> str:
    """A membership number: letters and digits alone, without leading noughts; nothing without a digit or under three."""
    plain = "".join(each for each in _folded(text) if each.isalnum()).lstrip("0")
    return plain if len(plain) >= 3 and any(each.isdigit() for each in plain) else ""


def address(text: str) -> str:
    """A postal address as far as digits go: house number and postal code, in alphabetical order; nothing without both.

    Streets are spelt in too many ways to be compared, and a house number with a postal code is nearly always one building.
    """
    groups = []
    for line in re.split(r"[,;\n]", _folded(text)):
        words = "".join(each if each.isalnum() else " " for each in line).split()
        run = ""
        for word in [*words, ""]:
            if any(each.isdigit() for each in word):
                run += word
            elif run:
                groups.append(run)
                run = ""
    return " ".join(sorted(set(groups))) if len(set(groups)) > 1 and max(map(len, groups)) >= 4 else ""


def said_of(name_text: str, reach: str) -> list[Said]:
    """Everything that a name and free words on how to reach somebody identify them by, each once, in a fixed order."""
    reach = _folded(reach[:LONGEST_TEXT])
    emails = [email(each) for each in _EMAIL.findall(reach)]
    without = _EMAIL.sub(" ", reach)
    members = [member(each) for each in _MEMBER.findall(without)]
    without = _MEMBER.sub(" ", without)
    telephones = [telephone(each) for each in _TELEPHONE.findall(without)]
    rest = _TELEPHONE.sub(" ", without)
    return _once(
        {
            Kind.NAME: [name(name_text)],
            Kind.NEAR: near_names(name_text),
            Kind.EMAIL: emails,
            Kind.TELEPHONE: telephones,
            Kind.MEMBER: members,
            Kind.ADDRESS: [address(rest)],
        }
    )


def said_as_typed(text: str, *, near: bool) -> list[Said]:
    """What somebody may mean who typed this to look for a person: an e-mail address, a number, or a name."""
    text = text[:LONGEST_TEXT]
    if found := email(text):
        return [(Kind.EMAIL, found)]
    letters, digits = any(each.isalpha() for each in text), any(each.isdigit() for each in text)
    several = len(text.split()) > 1
    named = letters and (several or not digits)
    return _once(
        {
            Kind.NAME: [name(text)] if named else [],
            Kind.NEAR: near_names(text) if named and near else [],
            Kind.TELEPHONE: [telephone(text)] if not letters else [],
            Kind.MEMBER: [member(text)] if digits and (not letters or not several) else [],
            Kind.ADDRESS: [address(text)],
        }
    )


def _once(forms: Mapping[Kind, Iterable[str]]) -> list[Said]:
    return [
        (kind, form)
        for kind, found in forms.items()
        for form in list(dict.fromkeys(each[:LONGEST_FORM] for each in found if each))[:MOST_FOUND]
    ]


def _parts(text: str) -> list[str]:
    """The parts of a name as it is spoken: "Example, Dr. Yan" is yan, example."""
    said = _folded(text[:LONGEST_TEXT])
    before, comma, after = said.partition(",")
    turned = [*_words(after), *_words(before)] if comma else _words(said)
    return [part for part in turned if part not in TITLES] or turned


def _words(text: str) -> list[str]:
    kept = (each if each.isalnum() or unicodedata.category(each)[0] == "M" else " " for each in text)
    return "".join(kept).split()


def _folded(text: str) -> str:
    """Small letters of one width, Latin ones without accents; nothing that cannot be seen, and no apostrophes."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()
    plain: list[str] = []
    for each in unicodedata.normalize("NFD", folded):
        mark = unicodedata.category(each) == "Mn"
        unseen = each in _APOSTROPHES or (unicodedata.category(each) in ("Cf", "Cc", "Cs") and not each.isspace())
        if not unseen and not (mark and plain and _LATIN.get(plain[-1], False)):
            plain.append(each)
    return unicodedata.normalize("NFC", "".join(plain)).translate(_FOLDED)


_LATIN: Mapping[str, bool] = MappingProxyType({chr(code): True for code in range(ord("a"), ord("z") + 1)})
"""Letters from which a mark above or below is taken. In other scripts a mark may be a vowel, and stays."""
