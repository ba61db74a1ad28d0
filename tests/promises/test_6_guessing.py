"""Promise 6, for whoever guesses at the running service: wrong tries are counted in one place, whichever worker they come to."""

from urllib.error import HTTPError

from evenhand.cli.bench.browser import Browser
from evenhand.vault.agent.throttle import FREE_TRIES

GUESS = {"login": "guessed-at", "password": "a guess at a password", "code": "000000"}


def guess(url: str) -> int:
    """What a wrong try is answered with, in a browser of its own: on a connection that the kernel gives to either worker."""
    try:
        Browser(url).fill("/desk/sign-in/", GUESS)
    except HTTPError as answer:
        with answer:
            return answer.code
    return 200


def test_beyond_the_free_tries_no_worker_looks_at_another(served):
    answers = [guess(served.url) for _ in range(FREE_TRIES + 6)]
    assert answers == [422] * FREE_TRIES + [429] * 6
