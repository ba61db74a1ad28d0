"""What the instance key still holds, wrapped on to those it belongs to: `python -m evenhand.vault.agent.founding --keys DIR`.

Teams' keys before a member has signed in, and what was granted to it by versions before 2026-11-22. The agent's own program does
it, so that no other program ever reads the instance key. Each line of standard input, a list of wanted wraps as JSON, is
answered with a line: a list of wraps in base64, or null.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from evenhand.vault.agent.chains import Opener, Target
from evenhand.vault.agent.codes import Refusal
from evenhand.vault.agent.hardening import keep_memory_private
from evenhand.vault.agent.instance_key import load_instance_key, load_instance_public, vouch_public
from evenhand.vault.agent.rewrap import Granter, Rewrap
from evenhand.vault.agent.wire import b64_or_none
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import Secret, key_id
from evenhand.vault.tokens import Said
from evenhand.vault.wrap import Unwrapper


class InstanceKeys:
    """The instance key as somebody who grants what it holds, and reads nothing. Close it, or use it in a `with`."""

    def __init__(self, keys_dir: Path) -> None:
        """Raises InstanceKeyFault."""
        self.key = key_id(load_instance_public(keys_dir))
        command = [sys.executable, "-P", "-m", "evenhand.vault.agent.founding", "--keys", str(keys_dir)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "InstanceKeys":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def open(self, targets: Sequence[Target]) -> list[Secret | None]:
        """Nothing: it is for granting."""
        return [None] * len(targets)

    def tokens(self, target: Target, said: Sequence[Said]) -> None:
        """None: it is for granting."""

    def rewrap(self, wanted: Sequence[Rewrap]) -> list[bytes | None]:
        """For each its wrap, or None where the instance key does not open the target. Raises VaultError."""
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise VaultError("The instance key cannot be used any more: begin again.")
        try:
            asked.write(json.dumps([one.to_json() for one in wanted]) + "\n")
            asked.flush()
        except BrokenPipeError:
            raise VaultError("The instance key cannot be used: the line above says why.") from None
        line = answered.readline()
        if not line:
            raise VaultError("The instance key cannot be used: the line above says why.")
        return [None if wrap is None else base64.b64decode(wrap) for wrap in json.loads(line)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers until standard input ends; 2 with a sentence if the instance key cannot be used or a line is no request."""
    parser = argparse.ArgumentParser(prog="evenhand.vault.agent.founding")
    parser.add_argument("--keys", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        keep_memory_private()
        instance = load_instance_key(options.keys)
        opener, granter = Opener([Unwrapper(instance.private)]), Granter(vouch_public(instance), os.urandom)
        for line in sys.stdin:
            wanted = [Rewrap.from_json(one) for one in json.loads(line)]
            print(json.dumps([b64_or_none(one) for one in granter.wraps(opener, wanted)]), flush=True)
    except (VaultError, Refusal, ValueError, OSError) as refusal:
        print(str(refusal), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
