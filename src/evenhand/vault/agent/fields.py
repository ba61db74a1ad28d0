"""Reading a request's fields one by one: each has a type and a limit, and one too many is refused."""

import base64

from evenhand.vault.agent.codes import Code, Refusal


class Fields:
    """The fields of one JSON object. Each method takes one out; Refusal(MALFORMED) if it is not as said."""

    def __init__(self, message: object) -> None:
        if not isinstance(message, dict):
            raise Refusal(Code.MALFORMED)
        self._left: dict[str, object] = dict(message)

    def take(self, name: str) -> object:
        """Any JSON value; the field must be there, though it may be null."""
        if name not in self._left:
            raise Refusal(Code.MALFORMED)
        return self._left.pop(name)

    def text(self, name: str, longest: int) -> str:
        """A string of at most `longest` characters."""
        value = self.take(name)
        if not isinstance(value, str) or len(value) > longest:
            raise Refusal(Code.MALFORMED)
        return value

    def text_or_none(self, name: str, longest: int) -> str | None:
        """The same, or null."""
        return None if self._is_null(name) else self.text(name, longest)

    def integer(self, name: str) -> int:
        """A whole number from 0 to 2^53."""
        value = self.take(name)
        if type(value) is not int or not 0 <= value <= 2**53:
            raise Refusal(Code.MALFORMED)
        return value

    def integer_or_none(self, name: str) -> int | None:
        """The same, or null."""
        return None if self._is_null(name) else self.integer(name)

    def raw(self, name: str, longest: int) -> bytes:
        """Bytes, as base64, of which there are at most `longest`."""
        value = self.text(name, -(-longest // 3) * 4)
        try:
            decoded = base64.b64decode(value, validate=True)
        except ValueError:
            raise Refusal(Code.MALFORMED) from None
        if len(decoded) > longest:
            raise Refusal(Code.MALFORMED)
        return decoded

    def exactly(self, name: str, size: int) -> bytes:
        """Bytes, as base64, of which there are `size`."""
        value = self.raw(name, size)
        if len(value) != size:
            raise Refusal(Code.MALFORMED)
        return value

    def raw_or_none(self, name: str, longest: int) -> bytes | None:
        """The same, or null."""
        return None if self._is_null(name) else self.raw(name, longest)

    def items(self, name: str, most: int) -> list[object]:
        """A list of at most `most` JSON values."""
        value = self.take(name)
        if not isinstance(value, list) or len(value) > most:
            raise Refusal(Code.MALFORMED)
        return value

    def end(self) -> None:
        """Refuses a request in which something is left: it means something that this program does not do."""
        if self._left:
            raise Refusal(Code.MALFORMED)

    def _is_null(self, name: str) -> bool:
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return True
        return False
