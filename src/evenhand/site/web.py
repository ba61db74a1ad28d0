"""The web server's process: `python -m evenhand.site.web HOST PORT`."""

import os
import signal
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from evenhand.site.logs import GRANIAN, set_up_logging
from evenhand.site.parent import PARENT, end_with_parent

WORKERS = min(2, os.cpu_count() or 1)
"""Processes, because threads of one share a core. Each takes 60 MB; more than two wait for one database all the same."""
THREADS = 160
"""Requests that may be in at once, most of them waiting for a seat or for their body (`site.bodies`). Granian makes threads when it
needs them and ends idle ones. Its `backpressure` stays alone: it counts open connections, so that a few idle browsers would keep
everybody else out."""


def main(host: str, port: int) -> int:
    """Serve until told to stop."""
    # At once: asked to end while its worker starts, it would wait for it for ever and keep the port.
    end_with_parent(signal.SIGKILL)
    set_up_logging("web")
    os.environ[PARENT] = str(os.getpid())  # of the worker that it starts
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    server = Granian(
        "evenhand.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.error,  # its one warning is that it is given more threads than cores, on purpose
        log_dictconfig=GRANIAN,
        respawn_failed_workers=False,
    )
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
