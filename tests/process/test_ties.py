"""Yes, no, cannot tell: what a tie that was declared says about a party, by tokens alone."""

import pytest

from evenhand.process.ties import CERTAIN, UNCERTAIN, Tied, tied
from evenhand.vault.tokens import Kind

YAN = {("name", "1"), ("near", "2"), ("e-mail", "3")}


def test_every_kind_of_particular_is_certain_or_uncertain():
    assert {str(kind) for kind in Kind} == CERTAIN | UNCERTAIN
    assert not CERTAIN & UNCERTAIN


@pytest.mark.parametrize("kind", sorted(CERTAIN))
def test_one_certain_particular_in_common_is_a_yes_even_where_others_are_not_findable(kind):
    for findable in (True, False):
        assert tied({(kind, "7")}, {(kind, "7"), ("near", "8")}, all_findable=findable) is Tied.YES


@pytest.mark.parametrize("kind", sorted(UNCERTAIN))
def test_a_similar_name_or_the_same_building_alone_cannot_tell(kind):
    assert tied({(kind, "7")}, {(kind, "7")}, all_findable=True) is Tied.CANNOT_TELL


def test_nothing_in_common_is_a_no_only_where_every_party_is_findable():
    assert tied(YAN, {("name", "9")}, all_findable=True) is Tied.NO
    assert tied(YAN, {("name", "9")}, all_findable=False) is Tied.CANNOT_TELL
    assert tied(YAN, set(), all_findable=False) is Tied.CANNOT_TELL


def test_a_token_of_another_kind_is_nothing_in_common():
    assert tied({("name", "1")}, {("e-mail", "1")}, all_findable=True) is Tied.NO


def test_who_declared_nothing_is_tied_to_nobody_that_is_known():
    assert tied(set(), YAN, all_findable=False) is Tied.NO
