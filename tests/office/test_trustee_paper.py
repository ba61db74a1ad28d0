"""The paper of a trustee: short enough for a page, complete, and read back as it stands."""

import os

from evenhand.office.trustee_paper import TrusteeSet, paper
from evenhand.vault.keys import new_key_pair
from evenhand.vault.trustees import read_share, split

SHARES = split(new_key_pair(os.urandom).private, 3, 5, os.urandom)
OF = TrusteeSet("Association of Examples", "5cfde29a0b3be0ed5cfde29a0b3be0ed", 5, 3, "2026-03-03")


def test_it_says_whose_it_is_and_which_share_and_fits_on_a_page():
    text = paper(OF, SHARES[1])
    for said in ("Trustee's share 2 of 5", "Association of Examples", OF.key, "2026-03-03", "any 3 of the 5 shares"):
        assert said in text
    assert max(map(len, text.splitlines())) <= 78
    assert len(text.splitlines()) <= 60


def test_it_says_what_it_is_for_how_to_keep_it_and_what_to_do_when_asked():
    text = paper(OF, SHARES[0])
    for said in ("What it is for.", "How to keep it.", "When you are asked for it.", "When it is lost"):
        assert said in text


def test_its_words_are_numbered_and_a_copy_of_them_is_read_in_their_order():
    lines = paper(OF, SHARES[3]).splitlines()
    words = [line for line in lines if line[:2].strip().isdigit()]
    assert read_share("\n".join(words), 1) == SHARES[3]
    assert all(f"{place:2} {word}" in "\n".join(words) for place, word in enumerate(SHARES[3].words, start=1))
