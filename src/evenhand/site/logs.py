"""Logs: one JSON object per line on standard error, and nothing of what people wrote, sent or are called.

A field that is not on the list is not logged. Of an error, its type and the places in our code are kept and its message is not:
messages of libraries quote what they were given.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import structlog

ALLOWED = frozenset({"event", "level", "logger", "timestamp", "error", "places", "status"})
_PLACES = 6

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def only_allowed(logger: Any, method: str, event: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001  (a processor)
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


class WithoutPersonalData(logging.Handler):
    """Takes Django's and our own log records; the record's arguments and its message's values are dropped."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log what is safe of one record."""
        fields: dict[str, Any] = {"logger": record.name, "status": getattr(record, "status_code", None)}
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            fields["error"] = record.exc_info[0].__name__
            fields["places"] = _places(record.exc_info[2])
        log = structlog.get_logger()
        log.log(
            record.levelno, str(record.msg), **{name: value for name, value in fields.items() if value is not None}
        )


def set_up_logging() -> None:
    """Send all warnings and errors of this process through the list."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    root = logging.getLogger()
    root.handlers[:] = [WithoutPersonalData()]
    root.setLevel(logging.WARNING)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a 404 is nobody's business


def _places(trace: TracebackType | None) -> list[str]:
    """Where it happened: file and line of the innermost calls."""
    frames = traceback.extract_tb(trace)[-_PLACES:]
    return [f"{frame.filename.rsplit('/src/', 1)[-1]}:{frame.lineno}" for frame in frames]
