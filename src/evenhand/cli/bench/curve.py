"""What one more act costs as the register grows: it must not cost more."""

from typing import Any

from evenhand.cli.bench.measures import append, filler, submit
from evenhand.cli.open_home import Opened

_FIRST, _FILL = 1_000, 1_000


def curve(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """A complaint and acts of 16 entries, measured at a thousand entries and at each power of ten up to `size`."""
    from evenhand.records.models import Head
    from evenhand.site.wiring import make_integrator

    integrator = make_integrator(opened.home, opened.settings)
    found, at = {}, _FIRST
    while at <= size:
        while (missing := at - Head.objects.get().size) > 0:
            filler(opened, min(_FILL, missing))
            if at - missing < _FILL or missing <= _FILL:
                integrator.run()
        while integrator.run() is not None:
            pass
        found[str(at)] = {"submit": submit(opened, times, size), "append": append(opened, times, size)}
        at *= 10
    return {"at_entries": found}
