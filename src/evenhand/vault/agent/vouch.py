"""Proofs for those whom the instance key may stand in for: `python -m evenhand.vault.agent.vouch --keys DIR`.

The agent's own program makes them, so that no other program ever reads the instance key. Standard input holds one public half
in hex per line; each is answered with its proof in hex. Whoever can run this can read the instance key's file: nobody gains by it.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from evenhand.vault.agent.hardening import keep_memory_private
from evenhand.vault.agent.instance_key import load_instance_key, stand_in_proof
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import PublicKey


def vouch_for(keys_dir: Path, publics: Sequence[PublicKey]) -> list[bytes]:
    """A proof for each public half, made by a process of the agent's own. Raises VaultError with its sentence."""
    command = [sys.executable, "-m", "evenhand.vault.agent.vouch", "--keys", str(keys_dir)]
    lines = "".join(f"{public.hex()}\n" for public in publics)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise VaultError(done.stderr.strip())
    return [bytes.fromhex(line) for line in done.stdout.split()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the public halves on standard input; 2 with a sentence if the instance key cannot be used."""
    parser = argparse.ArgumentParser(prog="evenhand.vault.agent.vouch")
    parser.add_argument("--keys", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        keep_memory_private()
        instance = load_instance_key(options.keys)
        for line in sys.stdin:
            print(stand_in_proof(instance, PublicKey(bytes.fromhex(line.strip()))).hex())
    except (VaultError, ValueError, OSError) as refusal:
        print(str(refusal), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
