"""Starting the agent as a process of its own."""

import subprocess
import sys
from pathlib import Path

from evenhand.vault.agent.codes import SENTENCES, Code
from evenhand.vault.errors import AgentUnavailable

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60


def launch(
    socket_path: Path,
    keys_dir: Path,
    *,
    idle_seconds: float = IDLE_SECONDS,
    absolute_seconds: float = ABSOLUTE_SECONDS,
    instance_key: bool = True,
) -> subprocess.Popen[str]:
    """Starts the agent, waits until it listens and answers with its process.

    Keep the process object: its `stdin` is the agent's lifeline, and the agent ends when it closes. Slots are gone
    after `idle_seconds` without use, or `absolute_seconds` after sign-in. Without `instance_key` only people's own
    keys open anything. Raises AgentUnavailable if it does not start; its own sentence is then on standard error.
    """
    command = [
        sys.executable,
        "-P",
        "-m",
        "evenhand.vault.agent",
        "--socket",
        str(socket_path),
        "--keys",
        str(keys_dir),
    ]
    command += ["--idle", str(idle_seconds), "--absolute", str(absolute_seconds)]
    command += [] if instance_key else ["--without-instance-key"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdout is None:  # asked for above; this says so to the type checker
        raise AgentUnavailable(Code.UNAVAILABLE, SENTENCES[Code.UNAVAILABLE])
    if process.stdout.readline() != "ready\n":
        process.communicate()
        raise AgentUnavailable(Code.UNAVAILABLE, SENTENCES[Code.UNAVAILABLE])
    return process
