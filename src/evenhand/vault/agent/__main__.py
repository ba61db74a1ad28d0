"""The agent's process: `python -m evenhand.vault.agent --socket PATH --keys DIR ...`; `launch` starts it so.

Standard input is a lifeline: when it closes, whoever started the agent is gone, and the agent ends too. When the socket
listens, "ready" is printed. Exits 0 when stopped, 2 with a sentence when it cannot start.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from evenhand.vault.agent.agent import Agent
from evenhand.vault.agent.changer import Changer
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.hardening import keep_memory_private
from evenhand.vault.agent.instance_key import load_instance_key, vouch_public
from evenhand.vault.agent.joint import Together
from evenhand.vault.agent.passkey_changer import PasskeyChanger
from evenhand.vault.agent.passkeys import Passkeys
from evenhand.vault.agent.proving import Prover
from evenhand.vault.agent.rewrap import Granter
from evenhand.vault.agent.server import End, listen, serve
from evenhand.vault.agent.slots import Slots
from evenhand.vault.agent.throttle import Throttle
from evenhand.vault.errors import VaultError

_STANDARD_INPUT = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the agent until it is stopped; answers with the exit code."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; `serve` decides who ends when
    with End() as end:
        end.on(signal.SIGTERM)
        return _start(options, end)


def _start(options: argparse.Namespace, end: End) -> int:
    try:
        keep_memory_private()
        instance = None if options.without_instance_key else load_instance_key(options.keys)
        slots = Slots(options.idle, options.absolute, _seconds, os.urandom)
        prover = Prover(Gate(), Throttle(_seconds, os.urandom), Passkeys(_seconds, os.urandom))
        changer = Changer(instance=instance, prover=prover, clock=_seconds, entropy=os.urandom)
        granter = Granter(vouch_public(instance) if instance else b"", os.urandom)
        passkeys = PasskeyChanger(prover, os.urandom)
        agent = Agent(
            instance=instance,
            slots=slots,
            prover=prover,
            changer=changer,
            granter=granter,
            passkeys=passkeys,
            together=Together(slots, granter, _seconds, os.urandom),
        )
        _run(options.socket, agent, end)
    except (VaultError, ValueError, OSError) as refusal:
        print(f"The key agent does not start. {refusal}", file=sys.stderr)
        return 2
    return 0


def _run(path: Path, agent: Agent, end: End) -> None:
    with listen(path) as listener:
        try:
            Thread(target=_follow_lifeline, args=(end,), daemon=True).start()
            print("ready", flush=True)
            serve(listener, agent, end)
        finally:
            path.unlink(missing_ok=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evenhand.vault.agent", description="The key agent of Evenhand.")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--keys", type=Path, required=True, help="the directory with instance.key and instance.pub")
    parser.add_argument("--without-instance-key", action="store_true", help="open with people's own keys only")
    parser.add_argument("--idle", type=float, required=True, help="seconds without use after which a slot is gone")
    parser.add_argument("--absolute", type=float, required=True, help="seconds after which a slot is gone anyway")
    return parser


def _seconds() -> float:
    """Seconds that only grow, and grow while a laptop sleeps, where the system can say so."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _follow_lifeline(end: End) -> None:
    while os.read(_STANDARD_INPUT, 4_096):  # not sys.stdin: its lock, held by a thread, breaks the interpreter's exit
        pass
    end.tell()


if __name__ == "__main__":
    sys.exit(main())
