"""The process of a demonstration's own witness: `python -m evenhand.site.witness FOLDER PORT`. No Django, to be small."""

import sys

from evenhand.site.parent import end_with_parent
from evenhand_register.tools.witness import main as serve

NAME = "demo.invalid/witness-of-its-own"


def main() -> int:
    """Serve until told to end."""
    end_with_parent()
    folder, port = sys.argv[1:]
    return serve(["serve", folder, "--name", NAME, "--port", port])


if __name__ == "__main__":
    sys.exit(main())
