"""Proofs by the instance key: `python -m evenhand.vault.agent.vouch --keys DIR`.

The agent's own program makes them, so that no other program ever reads the instance key. Each line of standard input is answered
with a proof in hex: whose it is and a public half in hex, for a person who is appointed or a team's new key; or such a half, a
moment in Unix seconds and a code, for setting up another device with that code until then; or the first two with a proof of before
2026-11-22, which is made anew if it is ours, and answered with a line of one hyphen if not; or one normal form of a work address
in hex, for its mark. Whoever can run this can read the instance key's file: nobody gains by it.
"""

import argparse
import hmac
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from evenhand.vault.agent.hardening import keep_memory_private
from evenhand.vault.agent.instance_key import load_instance_key, old_proof, vouch
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import KeyPair, PublicKey
from evenhand.vault.permit import permit_proof
from evenhand.vault.work_address import address_mark

NOT_OURS = "-"


def vouch_for(keys_dir: Path, whose: Sequence[tuple[str, PublicKey]]) -> list[bytes]:
    """For each subject the proof that the public half is theirs, made by a process of the agent's own. Raises VaultError."""
    return _proofs(keys_dir, [f"{subject} {public.hex()}" for subject, public in whose])


def renew_for(keys_dir: Path, old: Sequence[tuple[str, PublicKey, bytes]]) -> list[bytes]:
    """For each subject, public half and old proof a new one, which names the subject; empty where the old is not ours."""
    return _proofs(keys_dir, [f"renew {subject} {public.hex()} {proof.hex()}" for subject, public, proof in old])


def permit_for(keys_dir: Path, public: PublicKey, until: int, code: str) -> bytes:
    """A proof for a code that takes the place of a lost device (see `vault.permit`). Raises VaultError with its sentence."""
    (proof,) = _proofs(keys_dir, [f"{public.hex()} {until} {code}"])
    return proof


def mark_for(keys_dir: Path, form: str) -> str:
    """The mark of a work address in its normal form (see `vault.work_address`), in hex. Raises VaultError with its sentence."""
    (mark,) = _proofs(keys_dir, [form.encode().hex()])
    return mark.hex()


def _proofs(keys_dir: Path, asked: Sequence[str]) -> list[bytes]:
    command = [sys.executable, "-P", "-m", "evenhand.vault.agent.vouch", "--keys", str(keys_dir)]
    lines = "".join(f"{line}\n" for line in asked)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise VaultError(done.stderr.strip())
    return [b"" if line == NOT_OURS else bytes.fromhex(line) for line in done.stdout.split()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the public halves on standard input; 2 with a sentence if the instance key cannot be used."""
    parser = argparse.ArgumentParser(prog="evenhand.vault.agent.vouch")
    parser.add_argument("--keys", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        keep_memory_private()
        instance = load_instance_key(options.keys)
        for line in sys.stdin:
            print(_proof(instance, line.split()).hex() or NOT_OURS)
    except (VaultError, ValueError, OSError) as refusal:
        print(str(refusal), file=sys.stderr)
        return 2
    return 0


def _proof(instance: KeyPair, asked: Sequence[str]) -> bytes:
    """Raises ValueError for a line that asks for none of them."""
    if len(asked) == 1:
        return address_mark(instance.private, bytes.fromhex(asked[0]).decode())
    if len(asked) == 2:
        subject, public = asked
        return vouch(instance, subject, PublicKey(bytes.fromhex(public)))
    if len(asked) == 4:
        _, subject, public, old = asked
        known = hmac.compare_digest(old_proof(instance, PublicKey(bytes.fromhex(public))), bytes.fromhex(old))
        return vouch(instance, subject, PublicKey(bytes.fromhex(public))) if known else b""
    public, until, code = asked
    return permit_proof(instance, PublicKey(bytes.fromhex(public)), int(until), code)


if __name__ == "__main__":
    sys.exit(main())
