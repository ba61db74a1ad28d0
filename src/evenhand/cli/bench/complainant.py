"""A complainant with a plain browser, who keeps what they are given."""

import re
import threading
from dataclasses import dataclass
from html import unescape

from evenhand.cli.bench.browser import PATIENCE, Browser, NoAnswer, filled_in

_PHRASE = re.compile(r'<ol class="words"[^>]*>(.*?)</ol>', re.S)
_ITEM = re.compile(r"<li[^>]*>(.*?)</li>", re.S)
_ASKED = re.compile(r"Word (\d+) of your phrase")
_RECEIPT = re.compile(r"/follow/receipt/(\d+)/")
_NUMBER = re.compile(r"EH-[0-9A-Z]+-[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a complainant holds afterwards. `tries` counts how often the last step was sent. `index` is -1 if they were not told."""

    index: int
    number: str
    phrase: str
    mark: str
    tries: int


class Complainant:
    """One person. A patient one tries again when told that the service is away for the moment."""

    def __init__(self, url: str, *, patient: bool = False) -> None:
        self._browser = Browser(url, patient=patient)

    @property
    def turned_away(self) -> list[str]:
        """The pages that told them to wait."""
        return self._browser.turned_away

    def complain(self, narrative: str, attachment: bytes, file_name: str = "note.txt", **named: str) -> Acknowledged:
        """All six steps, with a file; every step is sent again until it is answered. Without a name: anonymously."""
        ask = self._browser
        ask.fill("/complain/about/", {"category": "har"})
        ask.fill("/complain/happened/", {"narrative": narrative})
        ask.fill("/complain/apart/", {"apart": "no"})
        ask.fill("/complain/files/", {}, attachments=(file_name, attachment))
        ask.fill("/complain/you/", {"who": "named", **named} if named else {"who": "anonymous"})
        page = ask.get("/complain/check/")
        words = [re.sub(r"<[^>]+>", "", unescape(item)).strip() for item in _ITEM.findall(_found(_PHRASE, page)[1])]
        first, second = (words[int(place) - 1] for place in _ASKED.findall(page)[:2])
        mark = f"my own {words[0]} and {words[-1]}"
        answers = {"first_word": first, "second_word": second, "mark_typed": mark}
        before = ask.tries
        where, page = ask.post("/complain/check/", filled_in(page) | answers)
        found = _RECEIPT.search(where)
        return Acknowledged(
            int(found[1]) if found else -1, _found(_NUMBER, page)[0], " ".join(words), mark, ask.tries - before
        )

    def follow(self, phrase: str) -> str:
        """The tracking page of the complaint that the phrase opens."""
        return self._browser.fill("/follow/", {"phrase": phrase})

    def page(self, path: str) -> str:
        """A page of the complaint that is open, also one that says why it cannot be had yet."""
        return self._browser.status(path)[1]

    def write(self, text: str) -> str:
        """Send a message to the organisation; the complaint must be open."""
        return self._browser.fill("/follow/write/", {"text": text})

    def receipt(self, index: int) -> str:
        """The signed receipt, as soon as there is one; the complaint must be open."""
        for _ in range(PATIENCE):
            if "Save my receipt" in self._browser.get(f"/follow/receipt/{index}/"):
                return self._browser.get(f"/follow/receipt/{index}/file/")
            threading.Event().wait(0.1)
        raise NoAnswer(f"the receipt of entry {index}")


def _found(what: re.Pattern[str], page: str) -> re.Match[str]:
    found = what.search(page)
    if found is None:
        raise NoAnswer("a page that is not the one which should come")
    return found
