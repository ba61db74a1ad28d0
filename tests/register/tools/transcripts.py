"""Transcripts: what was typed, and what was answered. They are the manual of `evenhand-verify` and run as tests.

A transcript is text. Lines that begin with `# ` are for the reader; a line that begins with `$ ` was typed in a folder that
holds the gallery; what follows was printed (to standard error after standard output) and ends with the exit code.
`cp -r A B` puts the artefact A in the place of B. `$KEY` is the register's key and `$HERE` the folder.

`python -m tests.register.tools.transcripts` types everything again and writes the answers down; read the difference.
"""

import contextlib
import io
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evenhand_register.tools.verify import main
from tests.register.support import ASSETS, small_log

FOLDER = ASSETS / "transcripts"
GALLERY = ASSETS / "gallery"


def perform(script: str, here: Path) -> str:
    """Return the transcript with the answers that are given now. `here` is an empty folder to work in."""
    shutil.copytree(GALLERY, here, dirs_exist_ok=True)
    out: list[str] = []
    with _standing_in(here):
        for line in script.split("\n"):
            if line.startswith("# "):
                out += ["", line]
            elif line.startswith("$ "):
                out += ["", line, *_typed(shlex.split(_filled_in(line.removeprefix("$ "))), here)]
    return "\n".join(out).strip("\n") + "\n"


def _typed(words: list[str], here: Path) -> list[str]:
    if words[:2] == ["cp", "-r"]:
        shutil.rmtree(words[3], ignore_errors=True)
        shutil.copytree(words[2], words[3])
        return []
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words[1:])
    shown = (out.getvalue() + err.getvalue()).replace(str(here), "$HERE")
    return [*shown.removesuffix("\n").split("\n"), f"[exit {int(code)}]"]


def _filled_in(line: str) -> str:
    return line.replace("$KEY", small_log().signer.vkey)


@contextlib.contextmanager
def _standing_in(here: Path) -> Iterator[None]:
    before = dict(os.environ)
    os.environ["XDG_STATE_HOME"] = str(here / "memory")
    try:
        with contextlib.chdir(here):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.txt")):
        with tempfile.TemporaryDirectory() as name:
            path.write_text(perform(path.read_text(), Path(name).resolve()))
