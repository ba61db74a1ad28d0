"""Where the time of the submitting request goes: the whole request in this process, under Python's own profiler.

The profiler makes many small calls dearer than they are, so shares are to be believed and milliseconds are not.
"""

import cProfile
import io
import pstats
from collections import Counter
from collections.abc import Callable, Iterable
from http.client import FOUND
from pathlib import Path
from typing import Any

from evenhand.cli.bench.http_submit import Ready, ready_to_send
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure

_WARM, _SHOWN = 20, 15
_INSTALLED = "site-packages"

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def profile(opened: Opened, times: int, _size: int) -> dict[str, Any]:
    """Shares of time in percent, own time of each: by room or library, and the functions with the most of it."""
    from django.core.wsgi import get_wsgi_application

    application: Application = get_wsgi_application()
    for one in [ready_to_send(opened) for _ in range(_WARM)]:
        _send(application, one)
    waiting = [ready_to_send(opened) for _ in range(times)]
    profiler = cProfile.Profile()
    profiler.enable()
    for one in waiting:
        _send(application, one)
    profiler.disable()
    rooms: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for (file, _, name), (_, _, own, *_) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        rooms[_room(file, name)] += own
        functions[f"{_room(file, name)}: {name}"] += own
    whole = sum(rooms.values())
    return {
        "n": times,
        "rooms": {name: round(100 * own / whole, 1) for name, own in rooms.most_common(_SHOWN)},
        "functions": {name: round(100 * own / whole, 1) for name, own in functions.most_common(_SHOWN)},
    }


def _send(application: Application, one: Ready) -> None:
    """Send the last of the five steps. Raises Failure if that is not acknowledged."""
    body, answered = one.body.encode(), []
    environ = {
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_COOKIE": one.cookies,
        "PATH_INFO": "/complain/check/",
        "REQUEST_METHOD": "POST",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": io.StringIO(),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    for _ in application(environ, lambda status, _headers, *_: answered.append(int(status[:3]))):
        pass
    if answered != [FOUND]:
        raise Failure(f"A complaint was not acknowledged: {answered}.", 1)


def _room(file: str, name: str) -> str:
    """The room of ours, or the library, that a function stands in; what is built in is named by itself."""
    if file == "~":
        return "SQLite" if "sqlite3" in name else "built in"
    parts = Path(file).parts
    for ours in ("evenhand", "evenhand_register"):
        if ours in parts and _INSTALLED not in parts:
            return f"{ours}/{parts[parts.index(ours) + 1].removesuffix('.py')}"
    if _INSTALLED in parts:
        return parts[parts.index(_INSTALLED) + 1]
    return "Python"
