"""The web server's process: `python -m evenhand.site.web HOST PORT`."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from evenhand.site.serving import end_with_parent

THREADS = 6


def main(host: str, port: int) -> int:
    """Serve until told to stop. One worker with threads: SQLite has one writer, and memory counts."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    server = Granian(
        "evenhand.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=False,
    )
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
