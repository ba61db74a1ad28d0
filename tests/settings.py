"""Django's settings under test: the product's own, on a home folder of its own in each test process.

The database is SQLite in memory, or, when the runner names a server in EVENHAND_TEST_POSTGRES, a real PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home

ORIGIN = "demo.invalid/tests"
_root = Path(tempfile.mkdtemp(prefix="evenhand-tests-"))
atexit.register(shutil.rmtree, _root, ignore_errors=True)
os.environ["EVENHAND_HOME"] = str(_root)
prepare_home(
    Home(_root),
    name="Association of Examples",
    origin=ORIGIN,
    timezone="Europe/London",
    database=os.environ.get("EVENHAND_TEST_POSTGRES", ""),
    entropy=entropy,
)

from evenhand.site.settings import *  # noqa: E402, F403  (reads the home made above)
