"""evenhand-verify: is this receipt, draw, head or published register what it says it is?

    evenhand-verify PATH | URL [--policy FILE | --vkey KEY] [--nonce N] [--head FILE] [--json]
                               [--sample N | --no-proofs | --tree | --again] [--processes N]

Exit code 0: verified. 1: a check failed. 2: it could not be answered, because of how it was asked, because it was broken
off, or because this version cannot make a check that is needed. 3: nothing wrong was found, and not everything was looked
at, as was asked. What was found goes to standard output, why there is no answer to standard error.
"""

import argparse
import io
import os
import secrets
import sys
import time
from collections.abc import Sequence

from .answers import Verdict, as_json, as_text, plain
from .check import Request, answer
from .extent import Depth
from .helpers import cores
from .memory import Memory, state_folder
from .sources import UsageError
from .whole import Means, Plan

__all__ = ["main"]

_BROKEN_OFF = (
    "The check was broken off, so there is no answer. Run it again: with a key given, it goes on where it stood."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    request = Request(options.path, options.policy, options.vkey, options.nonce, options.head, _plan(options))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter must not stop an answer
    try:
        found, trust = answer(request, Memory(state_folder(os.environ)), _means(options))
    except UsageError as error:
        sys.stderr.write(f"{plain(str(error))}\n")
        return Verdict.NOT_ANSWERED
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{_BROKEN_OFF}\n")
        return Verdict.NOT_ANSWERED
    sys.stdout.write(as_json(found, trust) if options.json else as_text(found, trust))
    if found.verdict is Verdict.NOT_ANSWERED:
        sys.stderr.write(f"{found.title}\n")
    return found.verdict


def _plan(options: argparse.Namespace) -> Plan:
    if options.sample is not None:
        return Plan(Depth.SAMPLE, options.sample)
    if options.no_proofs:
        return Plan(Depth.NONE)
    return Plan(Depth.TREE) if options.tree else Plan(again=options.again)


def _means(options: argparse.Namespace) -> Means:
    terminal = sys.stderr if sys.stderr.isatty() else None
    return Means(options.processes or cores(), secrets.randbelow, time.monotonic, terminal)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evenhand-verify",
        description="Check a receipt, a draw, a signed head or a published register, without trusting whoever runs it.",
        epilog="Exit code: 0 verified, 1 a check failed, 2 not answered, 3 nothing wrong found but not everything looked at.",
    )
    parser.add_argument(
        "path",
        metavar="PATH|URL",
        help="a receipt, a transcript of a draw, a head, a published folder, a statement in one, or its web address",
    )
    key = parser.add_mutually_exclusive_group()
    key.add_argument("--policy", metavar="FILE", help="the keys of registers and witnesses that you trust")
    key.add_argument(
        "--vkey", metavar="KEY", help="the register's key, as the organisation prints it; asks for no witness"
    )
    parser.add_argument("--nonce", metavar="N", help="the value or words that you chose before you submitted")
    parser.add_argument("--head", metavar="FILE", help="an older head of the register, which this one must contain")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument(
        "--sample", metavar="N", type=_positive, help="check the proofs of N counted entries only, drawn by chance"
    )
    extent.add_argument(
        "--no-proofs", action="store_true", help="check the list, its entries and its sums, but no proof"
    )
    extent.add_argument(
        "--tree", action="store_true", help="compare the files with the signed head, and nothing else"
    )
    extent.add_argument("--again", action="store_true", help="check also the proofs that an earlier check found good")
    parser.add_argument(
        "--processes", metavar="N", type=_positive, help="how many processes share the work (default: all processors)"
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
