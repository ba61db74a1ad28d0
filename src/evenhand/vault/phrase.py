"""The twelve words that stand in for an account: who holds them can read and answer, nobody else (DESIGN 5.10).

A phrase is 128 random bits and a checksum of 4, as twelve words of the English BIP39 list. With 128 bits there is
nothing to guess, so its keys come from one fast derivation and not from a slow hash:

    private half = derive(bits, "evenhand.phrase.key/v1")        lookup = derive(bits, "evenhand.phrase.lookup/v1")

The lookup token finds the complaint. The database keeps `lookup_ref` of it, so that neither a copy of the database
nor the token alone opens anything.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from mnemonic import Mnemonic

from evenhand.vault.errors import VaultError
from evenhand.vault.keys import Entropy, KeyPair, PrivateKey, Secret, derive, key_pair_of

WORDS = 12
LONGEST_TEXT = 2_000  # characters; more than twelve words could ever take, numbered and spaced
_PART = 3
_LETTERS = re.compile(r"[^\W\d_]+")


class PhraseFault(VaultError):
    """What was typed is not a phrase. `str()` may be logged; `sentence` quotes what was typed, for that page only."""

    def __init__(self, fault: str, sentence: str) -> None:
        super().__init__(fault)
        self.sentence = sentence


class PhraseBits(Secret):
    """The 16 random bytes that a phrase spells."""

    SIZE = 16
    __slots__ = ()


class LookupToken(Secret):
    """Finds what the holder of a phrase may see; opens nothing. 32 bytes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that is known to be well formed."""

    bits: PhraseBits

    @property
    def text(self) -> str:
        """The twelve words, in lower case with single spaces: to be shown once, to its holder."""
        return _list().to_mnemonic(self.bits)


@dataclass(frozen=True, slots=True)
class PhraseKeys:
    """What a phrase unlocks: the private half of its holder's key pair, and the token that finds their complaint."""

    private: PrivateKey
    lookup: LookupToken

    @property
    def key_pair(self) -> KeyPair:
        """Both halves. The public one is worked out each time, which costs ten times as much as all else here."""
        return key_pair_of(self.private)


def new_phrase(entropy: Entropy) -> Phrase:
    """A fresh phrase."""
    return Phrase(PhraseBits(entropy(PhraseBits.SIZE)))


def parse(text: str) -> Phrase:
    """The phrase that somebody typed, whatever its case, spacing, punctuation and numbering.

    Raises PhraseFault, whose sentence says which word is wrong and what it may have been.
    """
    words = _LETTERS.findall(_plain(text[:LONGEST_TEXT]))
    for place, word in enumerate(words, start=1):
        if word not in _known():
            raise PhraseFault(f"Word {place} of the phrase is not in the list.", _misspelt(place, word))
    if len(words) != WORDS:
        fault = f"A phrase has {WORDS} words; this has {len(words)}."
        raise PhraseFault(fault, f"{fault} Look for one that is missing or that stands there twice.")
    try:
        return Phrase(PhraseBits(bytes(_list().to_entropy(words))))
    except ValueError:
        fault = "The words of the phrase do not belong together."
        sentence = "Each word is in the list, but together they are not a phrase: one is wrong or two changed places."
        raise PhraseFault(fault, f"{sentence} Compare them with what you wrote down.") from None


def parts(phrase: Phrase) -> tuple[str, ...]:
    """The phrase in parts of three words, each with its place: whoever knows all words but three types one of them every time.

    So wrong tries are counted by part (see `vault.agent.throttle`). Whoever lacks four words or more has 2^40 phrases to try.
    """
    words = phrase.text.split()
    return tuple(f"{place}:{' '.join(words[place : place + _PART])}" for place in range(0, WORDS, _PART))


def phrase_keys(phrase: Phrase) -> PhraseKeys:
    """The keys and the lookup token of a phrase."""
    private = PrivateKey(derive(phrase.bits, b"evenhand.phrase.key/v1"))
    return PhraseKeys(private, LookupToken(derive(phrase.bits, b"evenhand.phrase.lookup/v1")))


def lookup_ref(lookup: LookupToken) -> str:
    """What the database stores of a lookup token: 64 hex digits, from which the token cannot be found again."""
    return hashlib.sha256(b"evenhand.lookup-ref/v1\0" + lookup).hexdigest()


def _plain(text: str) -> str:
    """Lower case, without the accents, soft hyphens and marks of direction that keyboards and chats put in."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in {"Mn", "Cf"})


def _misspelt(place: int, word: str) -> str:
    word = word[:40]
    nearest = get_close_matches(word, _list().wordlist, n=1)
    advice = f"Did you mean \u201c{nearest[0]}\u201d?" if nearest else "Compare it with what you wrote down."
    return f"Word {place}, \u201c{word}\u201d, is not in the list of words. {advice}"


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


@cache
def _known() -> frozenset[str]:
    return frozenset(_list().wordlist)
