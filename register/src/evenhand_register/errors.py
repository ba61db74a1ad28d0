"""What goes wrong, in two voices: a code for tests and second implementations, a sentence for a person.

Every failed check of the register raises `RegisterError` with the code that docs/reference/register.md names for
it, and every such error means "not verified". A check that this version cannot make raises `UnsupportedError`: it
says neither yes nor no, and a caller must never turn it into a yes.
"""

__all__ = ["RegisterError", "UnsupportedError"]


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


class UnsupportedError(RegisterError):
    """Every check that this version can make has passed, but one that is needed cannot be made yet."""

    def __init__(self, sentence: str, report: object = None) -> None:
        super().__init__("NOT_SUPPORTED", sentence)
        self.report = report
        """What was checked until then; None where nothing was."""
