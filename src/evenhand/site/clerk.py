"""The clerk's process: `python -m evenhand.site.clerk`. The only process that reads the signing keys."""

import os
import signal
import subprocess
import sys

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
    from evenhand.clerk.stopping import Stop
    from evenhand.office.witness_policy import PolicyFile
    from evenhand.site.home import Home
    from evenhand.site.recovery_key import what_is_missing
    from evenhand.site.wiring import make_integrator, make_office

    home = Home.from_environment()
    home.gather()
    settings = home.settings()
    stop = Stop()
    stop.on(signal.SIGTERM, signal.SIGINT)
    integrator = make_integrator(home, settings)
    policy = PolicyFile(home.policy, integrator.vkeys)
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
    command = [sys.executable, "-P", "-m", "evenhand.site.examine"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, env={**os.environ, PARENT: str(os.getpid())})


if __name__ == "__main__":
    sys.exit(main())
