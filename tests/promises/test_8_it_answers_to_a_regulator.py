"""Promise 8: it answers to a regulator.

What is not there yet is the promise itself: one command that makes a complete, redacted bundle. What there is: the register as
a folder that anybody can check without us.
"""

import os
import subprocess
import sys


def verify(folder, tmp_path, *arguments):
    """`evenhand-verify`, run by somebody who has the folder and the key from paper."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    command = [sys.executable, "-m", "evenhand_register.tools.verify", str(folder), *arguments]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_the_register_of_a_running_service_is_published_and_checked_by_a_stranger(served, played, tmp_path):
    folder = tmp_path / "public"
    published = served.run_json("publish", str(folder))
    assert published["size"] > played.made.index
    done = verify(folder, tmp_path, "--vkey", published["vkey"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("VERIFIED")


def test_a_published_folder_in_which_one_byte_was_changed_is_refused(served, tmp_path):
    folder = tmp_path / "public"
    vkey = served.run_json("publish", str(folder))["vkey"]
    tile = max(
        (path for path in (folder / "tile" / "entries").rglob("*") if path.is_file()), key=lambda p: p.stat().st_size
    )
    content = bytearray(tile.read_bytes())
    content[len(content) // 2] ^= 1
    tile.write_bytes(content)
    done = verify(folder, tmp_path, "--vkey", vkey)
    assert done.returncode == 1, done.stdout
