"""Times of cosignatures, for people."""

from datetime import UTC, datetime

__all__ = ["utc"]


def utc(seconds: int) -> str:
    """Return a Unix time in words, also one that is in no calendar."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return f"Unix time {seconds}"
