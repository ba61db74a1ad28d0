"""Reads the gallery's HTML for the tests, with the standard library alone."""

from html.parser import HTMLParser

EMPTY = {"meta", "link", "input", "img", "br", "hr"}


class Markup(HTMLParser):
    """A page as a flat list of elements: pairs of a name and its attributes, and the text that each one holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attrs):
        self.elements.append((name, {key: value or "" for key, value in attrs}))
        self.texts.append([])
        if name not in EMPTY:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, name):
        closed = self.elements[self._open.pop()][0]
        assert closed == name, f"</{name}> closes <{closed}>"

    def handle_data(self, data):
        for index in self._open:
            self.texts[index].append(data)

    def all(self, element: str, /, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every element of this name that has these attributes."""
        return [found for tag, found in self.elements if tag == element and wanted.items() <= found.items()]

    def text(self, element: str) -> list[str]:
        """The text of every element of this name, its white space made single."""
        return [
            " ".join("".join(text).split())
            for (tag, _), text in zip(self.elements, self.texts, strict=True)
            if tag == element
        ]
