"""Outside scanners find nothing that was not looked at, and leave the service as they found it."""

import json

import pytest

from tests.outside import scan
from tests.outside.between import between

LIMITS = (45, 20)
"""Seconds for crawling, and for each kind of attack."""


@pytest.mark.slow
@pytest.mark.parametrize("who", scan.BEGINNINGS)
def test_a_scanner_finds_nothing_new_and_leaves_everything_in_order(who, tmp_path):
    if scan.program("wapiti") is None:
        pytest.skip("This needs wapiti (pip install wapiti3 into a folder of its own), which is not on this machine.")
    found = scan.scan_all(tmp_path, LIMITS, [who])
    assert [line for one in found["scans"] for line in (*one["broken"], one["said"]) if line] == []
    new = [one for one in findings(found) if not scan.is_known(scan.Finding(**one))]
    assert new == [], json.dumps(new, indent=1)
    assert (found["answers_afterwards"], found["errors_in_log"], found["doctor"]["troubles"]) == (200, [], [])
    assert all(one["requests"] > 100 for one in found["scans"])


def findings(found):
    return [finding for one in found["scans"] for finding in one["findings"]]


def test_whoever_stands_between_counts_and_lets_nobody_be_signed_out(served):
    with between(served.url, ("evenhand-desk",)) as front:
        browser = scan.Browser(front.url)
        assert browser.status("/")[0] == 200
        assert browser.status("/nowhere/")[0] == 404
    assert (front.answers[200], front.answers[404], front.asked["GET", "/nowhere/"], front.broken) == (1, 1, 1, [])
