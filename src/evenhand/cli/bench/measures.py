"""The verbs by themselves, one after the other and without HTTP. Each measure is given a founded organisation, how often to
repeat, and how large to make what it measures."""

import hashlib
from typing import Any

from evenhand.cli.bench.timing import measure
from evenhand.cli.open_home import Opened


def submit(opened: Opened, times: int, _size: int) -> dict[str, Any]:
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


def append(opened: Opened, times: int, _size: int) -> dict[str, Any]:
    """Entries appended in acts of 16, with commitment; the rate is in entries a second."""
    figures = measure(lambda _: filler(opened, 16), max(1, times // 16))
    return {**figures, "rate_per_s": round(figures["rate_per_s"] * 16, 1), "unit": "entries"}


def integrate(opened: Opened, times: int, _size: int) -> dict[str, Any]:
    """Tiles written and a checkpoint signed after each act of 16 entries."""
    from evenhand.site.wiring import make_integrator

    integrator = make_integrator(opened.home, opened.settings)

    def one(_: int) -> None:
        filler(opened, 16)
        integrator.run()

    return measure(one, max(1, times // 16))


def filler(opened: Opened, entries: int) -> None:
    """Append one act of so many small entries."""
    from evenhand.office.office_act import record
    from evenhand.process.facts import Fact

    fact = Fact("looks-sealed", {"by": "clerk", "count": 0, "day": "2000-01-01", "hash": "0" * 64})
    record(opened.office, [fact] * entries, lambda _: None)
