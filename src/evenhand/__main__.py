"""`python -m evenhand` is the `evenhand` command."""

import sys

from evenhand.cli.main import main

sys.exit(main())
