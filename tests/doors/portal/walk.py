"""Somebody who walks through the portal's pages and fills in their forms, as a browser without scripts would."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand.process.numbers import parse_number

NARRATIVE = "At the spring meeting Quillfeather shouted at me and pushed me aside."
ANSWERS = {
    "about": {"category": "har"},
    "happened": {
        "narrative": NARRATIVE,
        "happened": "Last Lammas-tide",
        "about": "Barnaby Quillfeather, the treasurer",
    },
    "apart": {"apart": "no"},
    "you": {"who": "named", "name": "Wilhelmina Zeppelin", "reach": "w.zeppelin@example.org"},
}
ANONYMOUS = {"who": "anonymous", "name": "", "reach": ""}
CLEAR = b"%PDF a clear file that nobody may find on the disk " * 40


@dataclass
class Visitor:
    """One browser. `phrase` is what they wrote down from the check-answers page."""

    client: Client
    phrase: str = ""
    page: Any = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The page as text: without marks, entities and doubled white space."""
        body = self.page.content.decode()
        main = body[body.index("<main") : body.index("</main>")]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())

    def get(self, path: str, **extra: Any) -> Any:
        """Open a page, following where it leads."""
        self.page = self.client.get(path, follow=True, **extra)
        return self.page

    def post(self, path: str, data: dict[str, Any], **extra: Any) -> Any:
        """Send a form, following where it leads."""
        self.page = self.client.post(path, data, follow=True, **extra)
        return self.page

    def answer(self, **changes: dict[str, Any]) -> None:
        """Answer the pages of questions."""
        for name, answers in {**ANSWERS, **changes}.items():
            self.post(f"/complain/{name}/", answers)

    def add_files(self, *contents: bytes, name: str = "letter.pdf") -> Any:
        """Add files, all of one name."""
        files = [SimpleUploadedFile(name, content, "application/pdf") for content in contents]
        return self.post("/complain/files/", {"attachments": files, "do": "add"})

    def look_at_answers(self) -> None:
        """Open the check-answers page and write the phrase down."""
        self.get("/complain/check/")
        words = re.search(r'<ol class="words">(.*?)</ol>', self.page.content.decode(), re.S)
        assert words, self.text
        self.phrase = " ".join(re.findall(r"<li>([a-z]+)</li>", words[1]))

    def form(self, **changes: str) -> dict[str, str]:
        """What the form of the check-answers page holds when it is filled in rightly."""
        body = self.page.content.decode()
        token = re.search(r'name="token" value="([^"]+)"', body)
        places = [int(place) for place in re.findall(r"Word (\d+) of your phrase\s*</label>", body)]
        assert token, self.text
        first, second = (self.phrase.split()[place - 1] for place in places)
        return {"token": html.unescape(token[1]), "first_word": first, "second_word": second, **changes}

    def send(self, **changes: str) -> Any:
        """Check the answers and send them."""
        self.look_at_answers()
        return self.post("/complain/check/", self.form(**changes))

    def complain(self, **changes: dict[str, Any]) -> Any:
        """All of it, without files."""
        self.answer(**changes)
        return self.send()

    def number(self) -> str:
        """The number that the page shows."""
        found = re.search(r"EH-[0-9A-Z]{4,}-[0-9A-Z]", self.text)
        assert found, self.text
        return found[0]

    @property
    def index(self) -> int:
        """The index of the complaint that the page is about."""
        return parse_number(self.number())

    def open(self, phrase: str) -> Any:
        """Type a phrase."""
        return self.post("/follow/", {"phrase": phrase})
