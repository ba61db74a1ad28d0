"""`python -m evenhand.cli.bench.sealing_inside`: answers requests in this process and says how much of each the vault took.

Started by `cli.bench.sealing` alone, which gives it its requests as one argument. Prints one JSON object.
"""

import base64
import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from evenhand.cli.bench.http_submit import ready_to_send
from evenhand.cli.bench.vault_time import Watch
from evenhand.cli.open_home import open_home

WARM = 5
OK, FOUND = 200, 302


def main() -> int:
    """Measure what the argument asks for."""
    told = json.loads(base64.b64decode(sys.argv[1]))
    opened = open_home()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["localhost"]
    client, watch, times = Client(SERVER_NAME="localhost"), Watch(), int(told["times"])

    def page(path: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(path, headers={"cookie": told["cookies"]})
            _require(answer.status_code == OK, path)
            _read(answer)

        return ask

    def submit(ready: Any) -> None:
        kind = "application/x-www-form-urlencoded"
        answer = client.post("/complain/check/", ready.body, content_type=kind, headers={"cookie": ready.cookies})
        _require(answer.status_code == FOUND, "the last step of a complaint")

    def upload() -> None:
        from evenhand.office.uploads import Incoming

        incoming = Incoming(opened.office)
        for _ in range(told["file"] // PIECE):
            incoming.write(b"x" * PIECE)
        incoming.finish("note.bin", "application/octet-stream")

    waiting = [ready_to_send(opened) for _ in range(times + WARM)]
    asked: dict[str, Callable[[], None]] = {name: page(path) for name, path in told["pages"].items()}
    asked |= {"submit": lambda: submit(waiting.pop()), "upload": upload}
    for ask in asked.values():
        for _ in range(WARM):
            ask()
    watch.put_on()
    print(json.dumps(_measured(asked, watch, times)))
    return 0


PIECE = 62_500
"""Bytes of an upload that come at once."""


def _measured(asked: dict[str, Callable[[], None]], watch: Watch, times: int) -> dict[str, Any]:
    """Every request in turn, so that what slows the machine for a while slows all of them."""
    whole: dict[str, list[float]] = {name: [] for name in asked}
    spent: dict[str, list[dict[str, float]]] = {name: [] for name in asked}
    for _ in range(times):
        for name, ask in asked.items():
            watch.spent.clear()
            began = time.perf_counter()
            ask()
            whole[name].append((time.perf_counter() - began) * 1000)
            spent[name].append(dict(watch.spent))
    return {name: _said(whole[name], spent[name]) for name in asked}


def _said(whole: list[float], spent: list[dict[str, float]]) -> dict[str, Any]:
    without = [all_of_it - sum(parts.values()) for all_of_it, parts in zip(whole, spent, strict=True)]
    names = sorted({name for parts in spent for name in parts})
    return {
        "n": len(whole),
        "p50_ms": round(median(whole), 2),
        "without_p50_ms": round(median(without), 2),
        "ratio_p50": round(median(one / other for one, other in zip(whole, without, strict=True)), 2),
        **{f"{name}_p50_ms": round(median(parts.get(name, 0) for parts in spent), 2) for name in names},
    }


def _read(answer: Any) -> None:
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


def _require(right: bool, what: str) -> None:
    if not right:
        sys.exit(f"No answer as it should be: {what}.")


if __name__ == "__main__":
    sys.exit(main())
