"""The `evenhand` command. Exit 0 on success, 1 on a negative answer, 2 on misuse; an error is one plain sentence on stderr."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from evenhand.cli.say import Failure, harmless
from evenhand.vault.core_files import write_no_core_file
from evenhand.vault.errors import VaultError

COMMANDS = (
    "init",
    "serve",
    "clerk",
    "demo",
    "people",
    "key",
    "trustees",
    "import",
    "figures",
    "publish",
    "doctor",
    "backup",
    "restore",
    "upgrade",
    "bench",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Whatever it starts inherits that it writes no core file."""
    write_no_core_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    parser = argparse.ArgumentParser(
        prog="evenhand",
        description="A complaints and disciplinary system that people who distrust the organisation can check themselves.",
        epilog="State lives in the folder named by EVENHAND_HOME, by default ./var.",
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in _asked_for(sys.argv[1:] if arguments is None else arguments):
        module = importlib.import_module(f"evenhand.cli.commands.{name}_")
        command = subparsers.add_parser(name, help=module.WORDS, description=module.WORDS)
        module.arguments(command)
        command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except Failure as failure:
        print(harmless(str(failure)), file=sys.stderr)
        return failure.exit_code
    except VaultError as error:  # a key's file that is missing, damaged or open to others
        print(harmless(str(error)), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except (EOFError, KeyboardInterrupt):  # Ctrl-D or Ctrl-C at a question
        print("Stopped.", file=sys.stderr)
        return 2
    except Exception as error:
        from evenhand.site.trouble import sentence

        said = sentence(error)
        if said is None:
            raise
        print(harmless(said), file=sys.stderr)
        return 2


def _asked_for(typed: Sequence[str]) -> Sequence[str]:
    """The command that was typed, or all of them to choose from. To load those that nobody asked for takes most of a second."""
    return typed[:1] if typed and typed[0] in COMMANDS else COMMANDS
