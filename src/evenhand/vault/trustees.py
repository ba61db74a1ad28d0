"""A private half in shares of words, so that any `threshold` of its trustees open it together and fewer open nothing (DESIGN 5.14).

Shares are SLIP-0039 in one group without a passphrase, so that other programs can combine them too: 33 words of a list of 1,024,
of which the last three are a checksum over the share. Its set, its number and the threshold stand in its first words.

The library draws what it needs of chance from the system itself; everything else here is a function of what is passed in.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from shamir_mnemonic import (  # type: ignore[import-untyped]  # it has annotations, and no mark that says so
    EncryptedMasterSecret,
    MnemonicError,
    Share,
    combine_mnemonics,
    split_ems,
)
from shamir_mnemonic.wordlist import WORD_INDEX_MAP  # type: ignore[import-untyped]

from evenhand.vault.errors import VaultError
from evenhand.vault.keys import Entropy, PrivateKey

WORDS = 33
FEWEST, MOST_SHARES = 2, 16
"""Of a threshold, and of shares: one share alone must open nothing, and a share's number has four bits (SLIP-0039)."""
LONGEST_TEXT = 4_000  # characters; more than a share could ever take, numbered and spaced
_WORD = re.compile(r"[^\W\d_]+")
_EXPONENT = 0
"""Slows guesses at a passphrase; there is none."""
_IDENTIFIER_BITS = 15


class SharesFault(VaultError):
    """Shares cannot be made so, or what was typed opens nothing. The sentence names share and place, and no word."""


@dataclass(frozen=True, slots=True)
class WordShare:
    """One share that is known to be well formed: its number in its set from 1, how many it takes, and its words."""

    number: int
    threshold: int
    words: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The words in their order, with single spaces."""
        return " ".join(self.words)

    @classmethod
    def of(cls, share: Share) -> Self:
        """As the library has it."""
        return cls(share.index + 1, share.member_threshold, tuple(share.words()))


def split(private: PrivateKey, threshold: int, count: int, entropy: Entropy) -> tuple[WordShare, ...]:
    """`count` shares of which any `threshold` open it. Raises SharesFault for numbers that make no sense.

    `entropy` gives what tells this set of shares from others.
    """
    if threshold < FEWEST:
        raise SharesFault(
            f"With a threshold of {threshold} each trustee alone could open everything: let at least {FEWEST} be needed."
        )
    if count > MOST_SHARES:
        raise SharesFault(f"There can be {MOST_SHARES} shares at most, not {count}.")
    if threshold > count:
        raise SharesFault(f"Of {count} shares {threshold} can never come together: make more shares, or need fewer.")
    identifier = int.from_bytes(entropy(2), "big") >> (16 - _IDENTIFIER_BITS)
    whole = EncryptedMasterSecret.from_master_secret(
        bytes(private), b"", identifier, extendable=True, iteration_exponent=_EXPONENT
    )
    (made,) = split_ems(1, [(threshold, count)], whole)
    return tuple(map(WordShare.of, made))


def read_share(text: str, place: int) -> WordShare:
    """The share that somebody typed, whatever its case, spacing, numbering and line breaks; the `place`-th one that they gave.

    Raises SharesFault, which says in which share, and where in it, something is wrong.
    """
    words = tuple(_WORD.findall(_plain(text[:LONGEST_TEXT])))
    strange = next((at for at, word in enumerate(words, start=1) if word not in WORD_INDEX_MAP), None)
    if strange is not None:
        raise SharesFault(
            f"Share {place}: word {strange} is not in the list of words. Compare it with the paper, letter by letter."
        )
    if len(words) != WORDS:
        raise SharesFault(
            f"Share {place}: a share has {WORDS} words, and this has {len(words)}. Look for one that is missing or there twice."
        )
    try:
        read = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise SharesFault(
            f"Share {place}: its checksum fails, so a word is wrong or two changed places, though each is in the list. Compare "
            "them with the paper, one by one."
        ) from None
    if (read.group_count, read.group_threshold) != (1, 1) or read.member_threshold < FEWEST or not read.extendable:
        raise SharesFault(
            f"Share {place}: it is well written, and not of a kind that this program makes. Look for another paper."
        )
    return WordShare.of(read)


def combine(typed: Sequence[str]) -> PrivateKey:
    """The private half that these shares open, in any order. Those beyond the threshold have to agree with the others.

    Raises SharesFault. Whether it is the key that was wanted shows its public half alone: compare that.
    """
    shares = [read_share(text, place) for place, text in enumerate(typed, start=1)]
    if not shares:
        raise SharesFault("No share was given.")
    _refuse_strangers(shares)
    threshold = shares[0].threshold
    if len(shares) < threshold:
        raise SharesFault(
            f"It takes {threshold} shares of this set, and {len(shares)} {'was' if len(shares) == 1 else 'were'} given: nothing "
            f"can be opened without {threshold - len(shares)} more."
        )
    first = _open(shares[:threshold])
    for place, further in enumerate(shares[threshold:], start=threshold + 1):
        if _open([*shares[: threshold - 1], further]) != first:
            raise SharesFault(
                f"Share {place} does not belong to the others, though it says so. Look for another paper."
            )
    return first


def _open(shares: Sequence[WordShare]) -> PrivateKey:
    """As many as it takes."""
    try:
        return PrivateKey(combine_mnemonics([share.text for share in shares]))
    except (MnemonicError, ValueError):
        raise SharesFault(
            "Each share is well written, but together they open nothing: one is of another set. Try with other shares."
        ) from None


def _refuse_strangers(shares: Sequence[WordShare]) -> None:
    """Raises SharesFault for one of another set than the first, and for one that is there twice."""
    seen: dict[int, int] = {}
    for place, share in enumerate(shares, start=1):
        if _set_of(share) != _set_of(shares[0]):
            raise SharesFault(
                f"Share {place} is of another set than share 1: they were not made together. Look for the papers with one key id."
            )
        if share.number in seen:
            raise SharesFault(
                f"Share {place} is the same as share {seen[share.number]}, number {share.number} of its set: each counts once. "
                "Give another trustee's."
            )
        seen[share.number] = place


def _set_of(share: WordShare) -> object:
    return Share.from_mnemonic(share.text).group_parameters()


def _plain(text: str) -> str:
    """Lower case, without the accents, soft hyphens and marks of direction that keyboards and chats put in."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in {"Mn", "Cf"})
