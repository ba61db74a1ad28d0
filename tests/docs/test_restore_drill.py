"""The drill in docs/how-to/restore.md, done as it stands there."""

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "how-to" / "restore.md"


def commands(folder: Path) -> str:
    """Every command of the page, in order, in a folder of its own, each stopping the drill if it fails."""
    found = [block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == "sh"]
    assert len(found) >= 8
    verify = f"{sys.executable} -m evenhand_register.tools.verify"
    script = "\n".join(["set -e", *found]).replace("/tmp/drill", str(folder))
    return script.replace("./run evenhand-verify", verify).replace("./run evenhand", f"{sys.executable} -m evenhand")


def test_the_drill_works_as_it_is_written(tmp_path):
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        ["bash", "-c", commands(tmp_path)], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    assert "As public lines only came back: entry 2 (1 event)." in said
    assert "Restored from the tiles without its record: 1 of entry 2, as entry 4 says." in said
    assert "5 entries of 0 complaints examined. Nothing is wrong." in said
    assert (tmp_path / "lost" / "log" / "checkpoint").exists()
