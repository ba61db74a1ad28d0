"""The submitting request as people meet it: over HTTP, eight at once, against a service of its own."""

import base64
import http.client
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from evenhand.cli.bench.processes import children, stolen_ms, worked_ms
from evenhand.cli.bench.service import Service
from evenhand.cli.bench.timing import spread
from evenhand.cli.open_home import Opened

CLIENTS = 8
CSRF = "c" * 32
"""Cookie and form field have to agree, which is all that is asked of them."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A complaint that only has to be sent: the cookies and the body of the last step."""

    cookies: str
    body: str


def http_submit(opened: Opened, times: int, _size: int) -> dict[str, Any]:
    """Complaints with a file each, sent by eight clients: registered, sealed, committed, acknowledged.

    Only the last of the five steps is measured. `lost` are those acknowledged and not in the register; it has to be 0.
    `service_cpu_ms_each` is what all processes of the service computed for one complaint, which says more than the rate where
    other work, or other machines on the same hardware (`stolen_percent`), take their share.
    """
    from evenhand.records.models import Complaint

    ready = [ready_to_send(opened) for _ in range(times + CLIENTS)]
    before = Complaint.objects.count()
    service = Service.at(opened.home.root)
    service.start()
    try:
        _send_all(service.url, ready[times:])  # the first requests of a process load what the others find loaded
        began, worked, stolen = time.perf_counter(), _worked_ms(service), stolen_ms()
        answers = _send_all(service.url, ready[:times])
        whole = time.perf_counter() - began
        worked, stolen = _worked_ms(service) - worked, stolen_ms() - stolen
    finally:
        service.stop()
    acknowledged = sum(status == http.client.FOUND for status, _ in answers)
    return {
        **spread([taken for _, taken in answers], whole),
        "clients": CLIENTS,
        "acknowledged": acknowledged,
        "lost": before + acknowledged + CLIENTS - Complaint.objects.count(),
        "service_cpu_ms_each": round(worked / times, 2),
        "stolen_percent": round(stolen / (whole * 10 * (os.cpu_count() or 1)), 1),
        "errors_5xx": sum(status >= http.client.INTERNAL_SERVER_ERROR for status, _ in answers),
    }


def ready_to_send(opened: Opened) -> Ready:
    """A draft with a file, filled in as the five steps fill it in."""
    from evenhand.doors.portal.check import asked_places
    from evenhand.doors.portal.cookies import DRAFT
    from evenhand.office.drafts import Draft, change_draft, hand_out, new_draft_key
    from evenhand.office.uploads import Incoming

    office = opened.office
    key, incoming = new_draft_key(office), Incoming(office)
    incoming.write(b"x" * 3000)
    file = incoming.finish("note.txt", "text/plain")

    def fill(draft: Draft) -> Draft:
        words = "Something happened that should not have. " * 20
        return replace(draft, category="other", narrative=words, anonymous=True, files=(file,))

    change_draft(office, key, fill)
    draft = hand_out(office, key)
    words = draft.phrase.text.split() if draft.phrase else []
    first, second = (words[place - 1] for place in asked_places(draft))
    fields = {"csrfmiddlewaretoken": CSRF, "token": draft.token, "first_word": first, "second_word": second}
    body = urlencode({**fields, "mark_typed": f"{first} and {second}, my own"})
    return Ready(f"csrftoken={CSRF}; {DRAFT}={base64.urlsafe_b64encode(key).decode()}", body)


def _worked_ms(service: Service) -> int:
    """What all processes of a service have computed so far."""
    return sum(worked_ms(pid) for pid in [service.running.pid, *children(service.running.pid)])


def _send_all(url: str, ready: Sequence[Ready]) -> list[tuple[int, float]]:
    """Status and milliseconds of each, sent by all clients together."""
    shares = [ready[place::CLIENTS] for place in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [answer for share in pool.map(lambda some: _send(url, some), shares) for answer in share]


def _send(url: str, ready: Sequence[Ready]) -> list[tuple[int, float]]:
    """Each complaint on a connection of its own, as each comes from a browser of its own."""
    answers = []
    for one in ready:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        headers = {"Cookie": one.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        connection.request("POST", "/complain/check/", one.body, headers)
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, (time.perf_counter() - began) * 1000))
        connection.close()
    return answers
