"""Logs: one JSON object per line on standard error, and nothing of what people wrote, sent or are called.

A field that is not on the list is not logged. What libraries say is not logged either, because their messages quote what
visitors sent (a host name, a path): of each such record stay a sentence of ours, who said it, how grave it is, and of an error its
type and the places in the code. Sentences of our own come from our own code alone.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Any

import structlog

ALLOWED = frozenset({"event", "level", "logger", "process", "timestamp", "error", "places", "status"})
OURS = "evenhand"
FIXED = {
    "django.request": "A request ended in an error.",
    "django.security": "A request was refused as suspicious.",
    "django.db": "The database reported something.",
    "_granian": "The web server reported something.",
    "py.warnings": "A warning of the program.",
}
"""What is said for records of other people's loggers, by the beginning of the logger's name."""
OTHER = "A library reported something."
UNCAUGHT = "An error that nothing caught."
_PLACES = 6

GRANIAN = {
    "handlers": {"ours": {"class": f"{__name__}.WithoutPersonalData"}},
    "loggers": {"_granian": {"handlers": ["ours"], "propagate": False}},
}
"""How the web server is told to log: as everything else does."""


def only_allowed(logger: Any, method: str, event: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001  (a processor)
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


class WithoutPersonalData(logging.Handler):
    """Takes every log record of a process; values of messages are dropped, and so are messages that are not our own."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log what is safe of one record."""
        fields: dict[str, Any] = {"logger": record.name}
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            fields["status"] = status
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            fields |= _error(record.exc_info[0], record.exc_info[2])
        structlog.get_logger().log(record.levelno, _sentence(record), **fields)


def set_up_logging(process: str) -> None:
    """Send all that this process has to say through the list: warnings and errors of everybody, and our own remarks."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            partial(_name_process, process),
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # a line in one go: others write to the same file
    )
    root = logging.getLogger()
    root.handlers[:] = [WithoutPersonalData()]
    root.setLevel(logging.WARNING)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a 404 is nobody's business
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)


def speaker(process: str) -> Callable[[str], None]:
    """Logging for a process that has something to say: sentences of our own making. ALARM at the beginning makes an error."""
    set_up_logging(process)

    def say(sentence: str) -> None:
        log = structlog.get_logger()
        log.log(logging.ERROR if sentence.startswith("ALARM") else logging.INFO, sentence, logger=f"{OURS}.{process}")

    return say


def _name_process(process: str, logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    return {"process": process, **event}


def _sentence(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] == OURS:
        return str(record.msg)
    return next((said for name, said in FIXED.items() if record.name.startswith(name)), OTHER)


def _uncaught(kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
    """An error that would end a process or a thread with its words on the screen."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, value or kind(), trace)
        return
    structlog.get_logger().critical(UNCAUGHT, logger=OURS, **_error(kind, trace))


def _error(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    """The type of an error and where it happened: file and line of the innermost calls."""
    frames = traceback.extract_tb(trace)[-_PLACES:]
    places = [f"{frame.filename.rsplit('/src/', 1)[-1]}:{frame.lineno}" for frame in frames]
    return {"error": kind.__name__, "places": places}
