"""The address of a witness: where heads are sent to, and where it shows what it holds (register.md section 1.8)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from .sources import UsageError

__all__ = ["WitnessAddress"]


@dataclass(frozen=True)
class WitnessAddress:
    """A prefix, such as https://witness.example/path, in its parts. `path` has no slash at its end."""

    prefix: str
    secure: bool
    host: str
    port: int | None
    path: str

    @classmethod
    def parse(cls, prefix: str) -> "WitnessAddress":
        """Return the parts of a prefix. Raises UsageError for what is no such address."""
        try:
            parts = urlsplit(prefix)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise _wrong(prefix) from None
        known = parts.scheme in ("http", "https")
        if not host or not known or parts.query or parts.fragment or parts.username is not None:
            raise _wrong(prefix)
        if not prefix.isascii() or not prefix.isprintable() or " " in prefix:
            raise _wrong(prefix)
        return cls(prefix, parts.scheme == "https", host, port, parts.path.rstrip("/"))


def _wrong(prefix: str) -> UsageError:
    return UsageError(
        f"{prefix!r} is not the address of a witness: it begins with https:// and ends with host or path."
    )
