"""Several processes give the answer of one, and losing one gives none."""

import os
import signal

import pytest

from evenhand_register import tiles
from evenhand_register.arithmetic import Inline
from evenhand_register.audit import audit, read_here
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import VerifiedHashes
from evenhand_register.tools.helpers import Helpers
from evenhand_register.tools.proving import SharedProving
from evenhand_register.tools.reading import SharedReading
from evenhand_register.tools.sources import UsageError
from tests.register.counting import counted_log
from tests.register.support import Files, numbered, small_log

TRUSTED = Policy.of_key(small_log().signer.vkey)


@pytest.fixture(scope="module")
def helpers():
    with Helpers(2) as found:
        yield found


def said(files, arithmetic, reading=read_here):
    """What an audit says, in every word."""
    try:
        report = audit(files, verify_checkpoint(files["checkpoint"], TRUSTED), (), arithmetic, reading)
    except RegisterError as error:
        return str(error)
    return report.findings.counted, report.findings.kinds


def several_lies():
    """Registers in which more than one thing is wrong, in this order and in that."""
    log = counted_log(periods=1)
    log.values["closed"] += 1
    log.count("intake", "in/harm")
    log.state(values={**log.draft(hide={}).values, "closed": 1}, hide={})
    log.forge({"received": 2})
    yield log.published()
    log = counted_log(periods=1)
    log.forge({"received": 2})
    log.values["closed"] += 1
    log.state(values={**log.draft(hide={}).values, "closed": 1}, hide={})
    log.forge({"received": 3})
    yield log.published()
    log.append(b"not an entry")
    yield log.published()
    yield counted_log().published()


def test_two_processes_say_of_a_lie_what_one_says(helpers):
    for files in map(Fixed, several_lies()):
        alone = said(files, Inline())
        assert said(files, SharedProving(Helpers(1))) == alone
        assert said(files, SharedProving(helpers, worth=0), SharedReading(helpers, worth=0)) == alone
    assert helpers.started


def test_a_large_tree_is_read_in_order_and_its_first_wrong_file_is_named(helpers):
    """More than one process reads at a time."""
    entries = numbered(34 * 256)
    growth = tiles.grow(Files(), 0, entries)
    files = dict(growth.files)
    assert [one for some in read(files, growth, SharedReading(helpers, worth=0)) for one in some] == entries
    assert sum(len(some) for some in read(files, growth, SharedReading(helpers, keep=False, worth=0))) == len(entries)
    files["tile/entries/033"], files["tile/entries/032"] = files["tile/entries/032"], files["tile/entries/033"]
    for reading in (SharedReading(helpers, worth=0), read_here):
        with pytest.raises(RegisterError, match=r"Entry 8192 in the file tile/entries/032 is not .*\[E_TILE\]"):
            list(read(files, growth, reading))


def read(files, growth, reading):
    return reading(VerifiedHashes(Fixed(files), growth.size, growth.root))


class Fixed(Files):
    """A store that is the same in each process."""

    def read(self, path):
        return self.get(path)


def test_a_small_register_is_checked_without_starting_anything():
    files = counted_log().published()
    with Helpers(8) as helpers:
        assert said(files, SharedProving(helpers), SharedReading(helpers)) == said(files, Inline())
        assert not helpers.started


def test_a_process_that_is_killed_leaves_no_answer_and_a_sentence():
    files = counted_log().published()
    with Helpers(2) as helpers:
        os.kill(helpers.result(helpers.submit(os.getpid)), signal.SIGKILL)
        with pytest.raises(UsageError, match="A helping process of this check was ended from outside"):
            said(files, SharedProving(helpers, worth=0), SharedReading(helpers, worth=0))
