"""What is measured so far. Each function is given a founded organisation and how often to repeat."""

import hashlib
from collections.abc import Callable
from typing import Any

from evenhand.cli.bench.http_submit import http_submit
from evenhand.cli.bench.timing import measure
from evenhand.cli.open_home import Opened


def submit(opened: Opened, times: int) -> dict[str, Any]:
    """Complaints registered by the verb, sealed and committed, one after the other (no HTTP)."""
    from evenhand.office.submit_complaint import submit_complaint
    from evenhand.process.commands import Submit
    from evenhand.vault.phrase import new_phrase

    office = opened.office

    def one(place: int) -> None:
        command = Submit(
            channel="web",
            category="other",
            narrative="Something happened that should not have. " * 20,
            nonce=office.entropy(16),
            nonce_by="script",
            token=hashlib.sha256(f"bench {place} {office.entropy(8).hex()}".encode()).hexdigest(),
        )
        submit_complaint(office, command, new_phrase(office.entropy))

    return measure(one, times)


def append(opened: Opened, times: int) -> dict[str, Any]:
    """Entries appended in acts of 16, with commitment; the rate is in entries a second."""
    from evenhand.office.office_act import record
    from evenhand.process.facts import Fact

    facts = [Fact("looks-sealed", {"by": "clerk", "count": 0, "day": "2000-01-01", "hash": "0" * 64})] * 16
    figures = measure(lambda _: record(opened.office, facts, lambda _: None), max(1, times // 16))
    return {**figures, "rate_per_s": round(figures["rate_per_s"] * 16, 1), "unit": "entries"}


def integrate(opened: Opened, times: int) -> dict[str, Any]:
    """Tiles written and a checkpoint signed after each act of 16 entries."""
    from evenhand.clerk.integrate import Integrator
    from evenhand.clerk.log_files import LogFiles
    from evenhand.office.office_act import record
    from evenhand.process.facts import Fact
    from evenhand.site.keys import load_signing_key

    integrator = Integrator(LogFiles(opened.home.log), opened.home.guard, load_signing_key(opened.home))
    facts = [Fact("looks-sealed", {"by": "clerk", "count": 0, "day": "2000-01-01", "hash": "0" * 64})] * 16

    def one(_: int) -> None:
        record(opened.office, facts, lambda _: None)
        integrator.run()

    return measure(one, max(1, times // 16))


MEASURES: dict[str, Callable[[Opened, int], dict[str, Any]]] = {
    "append": append,
    "http-submit": http_submit,
    "integrate": integrate,
    "submit": submit,
}
