"""Every fault and attack of the table, played; what the program says is what the table says."""

import inspect
import os
from collections.abc import Callable

import pytest

from tests.faults.printed import PAGE, WRITE, expected_titles, rows, titles, write
from tests.faults.scenario import Scenario, scenarios

AGAIN = "Run `python -m tests.faults.printed {name}` and read the difference."
WRITING = WRITE in os.environ


def _test(one: Scenario) -> Callable[..., None]:
    """A test with the scenario's own fixtures as its parameters."""

    def test(**fixtures):
        told = one.play(**fixtures)
        if WRITING:
            write(one, told)
        assert rows().get(one.key) == one.row(told), AGAIN.format(name=one.name)

    test.__signature__ = inspect.signature(one.play)
    test.__doc__ = one.play.__doc__
    for marked, mark in ((one.slow, pytest.mark.slow), (one.postgres, pytest.mark.postgres)):
        test = mark(test) if marked else test
    return test


globals().update({f"test_{one.name}": _test(one) for one in scenarios()})


@pytest.mark.skipif(WRITING, reason="The table is being written.")
def test_the_table_has_every_scenario_and_no_other():
    assert titles() == expected_titles(), f"Run `python -m tests.faults.printed`, which writes {PAGE.name}."


def test_every_scenario_has_its_own_title_and_name():
    for found in ([one.title for one in scenarios()], [one.name for one in scenarios()]):
        assert len(set(found)) == len(found)
