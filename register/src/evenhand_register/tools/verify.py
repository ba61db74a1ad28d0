"""evenhand-verify: is this receipt, draw, head or published register what it says it is?

    evenhand-verify PATH | URL [--policy FILE | --vkey KEY] [--nonce N] [--head FILE] [--json]

Exit code 0: verified. 1: a check failed. 2: it could not be answered, because of how it was asked or because this
version cannot make a check that is needed. What was found goes to standard output, why there is no answer to
standard error.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from .answers import Verdict, as_json, as_text, plain
from .check import Request, answer
from .memory import Memory, state_folder
from .sources import UsageError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    request = Request(options.path, options.policy, options.vkey, options.nonce, options.head)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter must not stop an answer
    try:
        found, trust = answer(request, Memory(state_folder(os.environ)))
    except UsageError as error:
        sys.stderr.write(f"{plain(str(error))}\n")
        return Verdict.NOT_ANSWERED
    sys.stdout.write(as_json(found, trust) if options.json else as_text(found, trust))
    if found.verdict is Verdict.NOT_ANSWERED:
        sys.stderr.write(f"{found.title}\n")
    return found.verdict


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evenhand-verify",
        description="Check a receipt, a draw, a signed head or a published register, without trusting whoever runs it.",
        epilog="Exit code: 0 verified, 1 a check failed, 2 not answered.",
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
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
