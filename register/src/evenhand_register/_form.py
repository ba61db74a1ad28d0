"""Checking that a JSON document has exactly the members and types that its section of register.md gives it."""

from typing import Any

from .encoding import b64decode, is_kind, is_label, is_ref, is_words
from .errors import RegisterError

HASH_SIZE = 32


class Form:
    """Takes values out of a document, and raises one section's `..._FORMAT` code for what is not as written there."""

    def __init__(self, code: str, document: str) -> None:
        self._code = code
        self._document = document

    def fail(self, what: str) -> RegisterError:
        """Return the error that says what is wrong with the document."""
        return RegisterError(self._code, f"The {self._document} {what}.")

    def members(self, value: Any, *names: str) -> dict[str, Any]:
        """Return value, an object with exactly these members."""
        if type(value) is not dict or value.keys() != set(names):
            raise self.fail(f"has a part that does not consist of exactly {', '.join(names)}")
        return value

    def items(self, value: Any, at_least: int, at_most: int, what: str) -> list[Any]:
        """Return value, an array with so many items."""
        if type(value) is not list or not at_least <= len(value) <= at_most:
            raise self.fail(f"does not have {at_least} to {at_most} {what}")
        return value

    def constant(self, value: Any, expected: str | int) -> None:
        """Check that value is the one that the format fixes."""
        if type(value) is not type(expected) or value != expected:
            raise self.fail(f"is not of the version {expected}, which is the one that this program reads")

    def number(self, value: Any, low: int, high: int, what: str) -> int:
        """Return value, an integer from low to high."""
        if type(value) is not int or not low <= value <= high:
            raise self.fail(f"has a {what} that is not a number from {low} to {high}")
        return value

    def words(self, value: Any) -> str:
        """Return value, a text for people."""
        if not is_words(value):
            raise self.fail("has a text that is empty or longer than 4096 bytes")
        return str(value)

    def text(self, value: Any, what: str) -> str:
        """Return value, a string of any length."""
        if type(value) is not str:
            raise self.fail(f"has a {what} that is no text")
        return value

    def label(self, value: Any) -> str:
        """Return value, a label."""
        if not is_label(value):
            raise self.fail("has a label of more than 64 characters, or with others than a-z 0-9 . _ / -")
        return str(value)

    def kind(self, value: Any) -> str:
        """Return value, the name of a kind of entry."""
        if not is_kind(value):
            raise self.fail("has a kind that is not named in lower-case letters, digits and hyphens")
        return str(value)

    def ref(self, value: Any) -> str:
        """Return value, a reference."""
        if not is_ref(value):
            raise self.fail("has a name of more than 64 characters, or with others than A-Z a-z 0-9 . _ / -")
        return str(value)

    def data(self, value: Any, length: int | None, what: str) -> bytes:
        """Return the bytes that value spells in base64, so many where `length` is given."""
        data = b64decode(value, length) if type(value) is str else None
        if data is None:
            raise self.fail(f"has a {what} that is not spelt as base64 of the right length")
        return data

    def data_or_null(self, value: Any, length: int | None, what: str) -> bytes | None:
        """Return the same, or None for null."""
        return None if value is None else self.data(value, length, what)
