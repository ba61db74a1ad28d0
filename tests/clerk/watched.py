"""A clerk at work with a policy file, and witnesses of every kind that it asks over real connections."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.loop import Clerk
from evenhand.office.witness_policy import PolicyFile
from evenhand.records.models import Witness
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.cosignature import Cosigner
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy, verify_checkpoint
from tests.register.support import counted
from tests.register.tools.witnesses import PATIENT, Threaded, folder

KEYS = tuple(Cosigner(f"w{at}.example/witness", counted(7100 + at)) for at in range(3))


class Watched:
    """The clerk, what it says, and the seconds that pass for it. `turn` waits for the threads that ask, as no clerk does."""

    def __init__(self, office, clock, integrator: Integrator, home: Path) -> None:
        self.office, self.clock, self.integrator, self.path = office, clock, integrator, home / "policy"
        self.said: list[str] = []
        self.seconds = 0.0
        self.stop = threading.Event()
        self.start()

    def start(self) -> None:
        """The clerk, started (again)."""
        policy = PolicyFile(self.path, self.integrator.signer.vkey)
        self.clerk = Clerk(self.office, self.integrator, self.said.append, lambda: self.seconds, policy=policy)

    def trust(self, *witnesses: tuple[VerifierKey, str], quorum: str = "none") -> None:
        """Write the policy file: each witness, named after its place, with its address."""
        lines = [f"log {self.integrator.signer.vkey}"]
        lines += [f"witness n{at} {key.vkey} {url}" for at, (key, url) in enumerate(witnesses)]
        lines += [f"quorum {quorum}", ""]
        self.path.write_text("\n".join(lines))

    def turn(self, *, wait: bool = True) -> float:
        pause = self.clerk.turn(self.stop)
        if wait:
            answered()
        return pause

    def turns(self, count: int = 3) -> None:
        """So many turns, a third of a second apart."""
        for _ in range(count):
            self.turn()
            self.seconds += 0.3

    def later(self, passed: timedelta, *, wait: bool = True) -> float:
        self.seconds += passed.total_seconds()
        self.clock.moment += passed
        return self.turn(wait=wait)

    @property
    def raw(self) -> bytes:
        return self.integrator.files.read("checkpoint") or b""

    @property
    def head(self) -> Checkpoint:
        return Checkpoint.parse(note.parse(self.raw).text)

    def seen(self) -> dict[str, tuple[int, ...]]:
        """Who signed the published head, and when, verified with the policy file."""
        own = PolicyFile(self.path, self.integrator.signer.vkey).read()
        return dict(verify_checkpoint(self.raw, own.keys).seen)

    def states(self) -> dict[str, str]:
        return dict(Witness.objects.values_list("name", "state"))


def answered() -> None:
    """Wait until whoever was asked has answered."""
    for thread in threading.enumerate():
        if thread.name == "witness":
            thread.join(PATIENT)


def by_key(watched: Watched) -> Policy:
    return Policy.of_key(watched.integrator.signer.vkey)


def honest(path: Path, vkey: str, at: int = 0) -> Threaded:
    """A real witness in a thread of the test, which serves the register with this key."""
    return Threaded(folder(path / f"witness{at}", [vkey], KEYS[at]))


def url_of(witness: Threaded) -> str:
    return f"http://127.0.0.1:{witness.port}"


@contextmanager
def liar(answers: Callable[[str, bytes], bytes]) -> Iterator[str]:
    """Something that answers each request, by its method and what follows, with the bytes of a whole response."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    wire, _ = listening.accept()
                except OSError:
                    return
                with wire:
                    wire.settimeout(PATIENT)
                    try:
                        asked = wire.recv(65_536)
                        wire.sendall(answers(asked.partition(b" ")[0].decode(), asked))
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def http(status: int, body: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
