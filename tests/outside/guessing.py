"""Addresses are guessed by a program that others wrote for it (ffuf), with the cookies of whoever guesses."""

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evenhand.cli.bench.browser import Browser
from tests.outside.persons import BEGINNINGS, plain
from tests.outside.scanners import held_by, program

SECONDS, TRIES = 600, 5
NO_NUMBER = "EH-ZZZZ-Z"
WORDS = "share/dirb/wordlists/common.txt"
"""Where the package dirb of Debian puts a list of some 4,600 words that name addresses."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a guess was answered: the status, where it led, and how long the answer was in bytes."""

    status: int
    led: str
    length: int


def words() -> list[str]:
    """The common list, beside the program or in the system; without it none."""
    found = program("ffuf")
    beside = [Path(found).resolve().parents[1] / WORDS] if found else []
    for place in (*beside, Path("/usr") / WORDS):
        if place.exists():
            lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
            return sorted({line for line in lines if re.fullmatch(r"[\w.~@-]+", line)})
    return []


def guess(url: str, browser: Browser, addresses: Iterable[str], folder: Path) -> dict[str, Answer]:
    """Ask for each of these addresses; how each was answered. Raises LookupError if any was not.

    At its end ffuf now and then forgets to write down what the last ones got: they are asked again.
    """
    asked, answers = set(addresses), dict[str, Answer]()
    for _ in range(TRIES):
        answers |= _guess(url, browser, sorted(asked - set(answers)), folder)
        if set(answers) == asked:
            return answers
    raise LookupError(f"{len(asked - set(answers))} of {len(asked)} guesses got no answer.")


def _guess(url: str, browser: Browser, asked: Iterable[str], folder: Path) -> dict[str, Answer]:
    listed, report = folder / "guesses.txt", folder / "guessed.json"
    listed.write_text("\n".join(asked))
    command = [str(program("ffuf")), "-u", f"{url}FUZZ", "-w", str(listed), "-b", held_by(browser), "-mc", "all"]
    command += ["-t", "4", "-timeout", "60", "-of", "json", "-o", str(report), "-s"]
    subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    found = json.loads(report.read_text())["results"]
    return {one["input"]["FUZZ"]: Answer(one["status"], one["redirectlocation"], one["length"]) for one in found}


def links_of(browser: Browser, who: str) -> frozenset[str]:
    """Every address of the desk to which that person's pages lead: their first pages, their complaints, and what those lead to."""
    first = {link for begin in BEGINNINGS[who] for link in _links(browser.get(begin))}
    complaints = {link for link in first if plain(link) == "/desk/complaints/NUMBER/"}
    return frozenset(first.union(*(_links(browser.get(link)) for link in complaints)))


def _links(page: str) -> set[str]:
    return set(re.findall(r'href="(/desk/[^"?#]*)', page))


def like_none(address: str) -> str:
    """The same address of a complaint that there is not."""
    return re.sub(r"EH-[^/]+", NO_NUMBER, address)
