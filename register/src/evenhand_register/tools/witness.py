"""evenhand-witness: remember the heads of other bodies' registers, and cosign only what contains them.

    evenhand-witness serve FOLDER [--name NAME] [--host HOST] [--port PORT] [--json]
    evenhand-witness trust FOLDER VKEY [--name NAME]
    evenhand-witness show FOLDER [--json]

Everything is in FOLDER, which the first command makes, with a key of its own. `serve` answers until it is told to end
(SIGTERM, or Ctrl-C); `trust` adds the key of a register, also while it serves. Exit code 0: done. 1: there is
evidence that a register contradicts itself. 2: it could not be done as asked.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evenhand_register.witness import Evidence, monitoring_path

from .answers import plain
from .sources import UsageError
from .witness_folder import WitnessFolder
from .witness_http import HttpServer
from .witness_journal import Journal
from .witness_service import WitnessService

__all__ = ["main"]

_DONE, _EVIDENCE, _NOT_DONE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        folder = WitnessFolder.open(Path(options.folder), getattr(options, "name", None), os.urandom)
        match options.command:
            case "serve":
                return _serve(folder, options)
            case "trust":
                return _trust(folder, options.vkey)
            case _:
                return _show(folder, options.json)
    except UsageError as error:
        sys.stderr.write(f"{plain(str(error))}\n")
        return _NOT_DONE


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    made = argparse.ArgumentParser(
        prog="evenhand-witness",
        description="Remember the heads of other bodies' registers, and cosign only what contains them.",
        epilog="Exit code: 0 done, 1 there is evidence against a register, 2 not done.",
    )
    commands = made.add_subparsers(dest="command", required=True, metavar="serve|trust|show")
    serve = commands.add_parser("serve", help="answer registers and the public until told to end")
    trust = commands.add_parser("trust", help="serve one more register, or one more key of it")
    show = commands.add_parser("show", help="this witness's key, what it has cosigned, and evidence")
    for command in (serve, trust, show):
        command.add_argument("folder", metavar="FOLDER", help="where the witness keeps everything")
    for command in (serve, trust):
        command.add_argument("--name", help="the name of a new witness, like regulator.example/witness")
    trust.add_argument("vkey", metavar="VKEY", help="the register's key, taken from paper or from somebody known")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8433, help="the port to listen at (8433)")
    serve.add_argument("--json", action="store_true", help="write the journal as JSON, one object on a line")
    show.add_argument("--json", action="store_true", help="answer with one JSON object")
    return made


def _serve(folder: WitnessFolder, options: argparse.Namespace) -> int:
    journal = Journal(_write_if_possible, _clock, options.json)
    service = WitnessService(folder, _clock, journal)
    key = folder.cosigner.vkey

    def started(port: int) -> None:
        journal.say("started", f"The key of this witness, to be published: {key}", vkey=key)
        for log in folder.logs():
            journal.say("trusted", f"Serving {log.name}, whose key is {log.vkey}", origin=log.name, vkey=log.vkey)
        host = f"[{options.host}]" if ":" in options.host else options.host
        journal.say("listening", f"Listening at http://{host}:{port}/", port=port)

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await HttpServer(service, _clock).run(options.host, options.port, started, stop)

    try:
        asyncio.run(run())
    except (OSError, OverflowError) as error:
        raise UsageError(f"Nothing can listen at {options.host}, port {options.port}: {error}.") from None
    finally:
        service.close()
    return _DONE


def _trust(folder: WitnessFolder, vkey: str) -> int:
    try:
        new = folder.trust(vkey.strip())
    except OSError as error:
        raise UsageError(f"The file of trusted logs cannot be written: {error}.") from None
    _write("This register is served from now on.\n" if new else "This register was served already.\n")
    _write(f"The key of this witness, to be published: {folder.cosigner.vkey}\n")
    return _DONE


def _show(folder: WitnessFolder, as_json: bool) -> int:
    found = _state(folder)
    if as_json:
        _write(json.dumps(found) + "\n")
    else:
        _write(f"The key of this witness: {found['vkey']}\n")
        for log in found["logs"]:
            _write(f"{plain(log['origin'])}: {_seen(log)}\n")
        for name in found["evidence"]:
            _write(f"Evidence: {name}\n")
    return _EVIDENCE if any(name.startswith(Evidence.CONTRADICTION.value) for name in found["evidence"]) else _DONE


def _state(folder: WitnessFolder) -> dict[str, Any]:
    heads = folder.heads()
    held = dict(heads.all())
    heads.close()
    keys = folder.logs()
    return {
        "vkey": folder.cosigner.vkey,
        "logs": [
            {
                "origin": origin,
                "keys": [key.vkey for key in keys if key.name == origin],
                "size": held[origin].size if origin in held else None,
                "time": held[origin].time if origin in held else None,
                "path": monitoring_path(origin),
            }
            for origin in sorted({*held, *(key.name for key in keys)})
        ],
        "evidence": folder.evidence(),
    }


def _seen(log: dict[str, Any]) -> str:
    if log["time"] is None:
        return "nothing cosigned yet"
    at = f"{datetime.fromtimestamp(log['time'], UTC):%Y-%m-%d %H:%M} UTC"
    gone = "" if log["keys"] else "; it is not served any more"
    return f"last cosigned with {log['size']} entries, {at}{gone}"


def _write(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _write_if_possible(line: str) -> None:
    with suppress(OSError):  # a journal that has gone away must not keep a witness from its work
        _write(line)


def _clock() -> int:
    return int(time.time())  # noqa: TID251  (a witness states the time: this is its clock)


if __name__ == "__main__":
    sys.exit(main())
