"""The one file is made from the sources that are committed, and from nothing else."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

from evenhand.office.published_files import verify_page

ROOT = Path(__file__).parents[3]
WEB = ROOT / "web" / "verify"
VENDOR = WEB / "vendor"


def test_the_page_is_what_its_sources_make():
    done = subprocess.run(
        [sys.executable, "-I", WEB / "build.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_library_is_the_one_that_was_read():
    listed = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    found = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.rglob("*") if path.suffix in (".js", "")}
    files = {name: path for name, path in found.items() if path.is_file() and name != "SHA256SUMS"}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == listed


def test_every_source_of_ours_is_small_and_sets_no_html_and_asks_no_network():
    sources = sorted((WEB / "src").glob("*.js"))
    assert len(sources) > 15
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, path.name
        asked = re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|fetch\(|XMLHttp|WebSocket", text
        )
        assert asked is None, f"{path.name}: {asked}"


def test_the_page_names_no_address_to_load_from():
    page = verify_page().decode()
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]*)\"", page) == ["data:,"]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
