"""The clerk's process: `python -m evenhand.site.clerk`. The only process that reads the signing key."""

import os
import signal
import subprocess
import sys
import threading

import django

from evenhand.site.logs import speaker
from evenhand.site.parent import PARENT, end_with_parent


def main() -> int:
    """Work until told to stop."""
    end_with_parent(
        signal.SIGKILL
    )  # also when it hangs: otherwise it would keep the log from the clerk that takes its place
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    django.setup()
    say = speaker("clerk")
    from evenhand.clerk.examining import Examining
    from evenhand.clerk.loop import work
    from evenhand.clerk.reminding import Reminding
    from evenhand.office.witness_policy import PolicyFile
    from evenhand.site.home import Home
    from evenhand.site.recovery_key import what_is_missing
    from evenhand.site.wiring import make_integrator, make_office

    home = Home.from_environment()
    home.gather()
    settings = home.settings()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    integrator = make_integrator(home, settings)
    policy = PolicyFile(home.policy, integrator.signer.vkey)
    examining, reminding = Examining(_start_examining), Reminding(lambda: what_is_missing(home, settings))
    work(
        make_office(home, settings),
        integrator,
        stop,
        say,
        lambda now: (*examining.tend(now), *reminding.tend(now)),
        policy,
    )
    return 0


def _start_examining() -> subprocess.Popen[bytes]:
    """The doctor in a process that ends with this one."""
    command = [sys.executable, "-m", "evenhand.site.examine"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, env={**os.environ, PARENT: str(os.getpid())})


if __name__ == "__main__":
    sys.exit(main())
