"""What goes wrong, in two voices: a code for tests and second implementations, a sentence for a person.

Every failed check of the register raises `RegisterError` with the code that docs/reference/register.md names for
it, and every such error means "not verified".
"""

__all__ = ["RegisterError"]


class RegisterError(Exception):
    """A check failed. `code` is one of the register's `E_` codes, `sentence` says in plain words what is wrong."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence

    def diagnostics(self) -> str:
        """Return the sentence for a person, with the code in brackets at its end."""
        return f"{self.sentence} [{self.code}]"

    def __str__(self) -> str:
        return self.diagnostics()
