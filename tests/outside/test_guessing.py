"""Whoever guesses addresses gets those of others answered like addresses that there are not."""

import re

import pytest

from tests.outside import persons
from tests.outside.guessing import guess, like_none, links_of, words
from tests.outside.scanners import program

pytestmark = pytest.mark.slow
PUBLIC = dict.fromkeys(("/register/", "/register/check/", "/register/entries/", "/exit/"), 200)
"""What of the common words is an address with a page for everybody, and how it answers."""
DESK = {
    **{f"/desk/{word}/": 200 for word in ("account", "people", "rules", "search")},
    "/desk/register/": 403,
}
"""What of the common words is an address of the desk, and how it answers an investigator."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The demonstration, running, and its logins."""
    if program("ffuf") is None:
        pytest.skip("This needs ffuf (Debian: apt install ffuf), which is not on this machine.")
    home = tmp_path_factory.mktemp("guessed") / "home"
    logins = persons.demonstration(home)
    running = persons.Service.at(home)
    running.start()
    yield running, logins
    running.stop()


@pytest.fixture(scope="module")
def investigator(service):
    return persons.browser_of(service[0].url, "investigator", service[1])


def test_what_a_manager_and_an_administrator_have_is_not_there_for_an_investigator(service, investigator, tmp_path):
    """Such addresses are no secret: whoever was on a case once, or looks over a shoulder, has them."""
    running, logins = service
    own = links_of(investigator, "investigator")
    manager = persons.browser_of(running.url, "case-manager", logins)
    administrator = persons.browser_of(running.url, "administrator", logins)
    others = (links_of(manager, "case-manager") | links_of(administrator, "administrator")) - own
    seen = {number_in(address) for address in own}
    foreign = {address for address in others if number_in(address) not in seen}
    theirs = guess(running.url, manager, foreign, tmp_path)
    assert sum(answer.status == 200 for answer in theirs.values()) > 150
    answers = guess(running.url, investigator, others | set(map(like_none, foreign)), tmp_path)
    assert {answers[address] for address in foreign} == {answers[like_none(address)] for address in foreign}
    assert {answers[address].status for address in foreign} == {404}
    assert {answers[address].status for address in others - foreign} <= {403, 404}
    assert persons.is_signed_in(investigator, "investigator")


def number_in(address):
    """The complaint whose address it is; an address of none is its own."""
    found = re.search(r"EH-[^/]+", address)
    return found[0] if found else address


def test_common_words_are_no_addresses_and_whatever_is_none_has_one_answer(service, investigator, tmp_path):
    if not words():
        pytest.skip("This needs a list of common addresses (Debian: apt install dirb), which is not on this machine.")
    running, _logins = service
    nobody = persons.browser_of(running.url, "nobody", {})
    public = [f"{under}{word}/" for under in ("/", "/register/") for word in words()]
    answers = guess(running.url, nobody, public, tmp_path)
    assert {address: answer.status for address, answer in answers.items() if answer.status != 404} == PUBLIC
    assert len(set(answers.values())) == len(PUBLIC) + 1
    behind = [f"{under}{word}/" for under in ("/desk/", "/desk/complaints/") for word in words()]
    answers = guess(running.url, investigator, behind, tmp_path)
    assert {address: answer.status for address, answer in answers.items() if answer.status != 404} == DESK
    assert len(set(answers.values())) == len(DESK) + 1
    assert persons.is_signed_in(investigator, "investigator")
