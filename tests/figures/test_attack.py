"""Nobody with a solver pins a hidden number to fewer whole numbers than the threshold, or than the entries alone leave it."""

from random import Random  # noqa: TID251  (seeded here)

import pytest

from evenhand.process.rulebook import parse
from evenhand.site.shipped import shipped_rulebook
from evenhand_register import statement
from tests.figures.attack import Stretch, pinned
from tests.figures.worlds import CALM, World

HAR, FIN = [("event", "event"), ("intake", "received/har")], [("event", "event"), ("intake", "received/fin")]
OUT, IN_PART = ([("outcome", f"closed/{code}")] for code in ("out-of-scope", "upheld-in-part"))
AGAIN, DECIDED, BREACH = (
    [("outcome", label)] for label in ("reopened", "decided/no-breach", "decided/breach-no-sanction")
)
UP, VERIFIED = ([("review", f"override/{code}"), ("outcome", "decided/no-breach")] for code in ("up", "verified"))
HELD, VETOED = ([("review", f"override/{code}"), ("outcome", "outcome")] for code in ("up", "vetoed"))

WORST = {
    "eight are closed and nothing else ends": [[HAR] * 20 + [OUT] * 8],
    "eight are closed and one is reopened": [[HAR] * 20 + [OUT] * 8 + [AGAIN]],
    "many decided, none closed, none reopened": [[HAR] * 20 + [DECIDED] * 30],
    "closed and decided, nothing reopened, no departure": [[HAR] * 20 + [OUT] * 9 + [DECIDED] * 9],
    "closed and decided, one reopened, four departures": [
        [HAR] * 20 + [OUT] * 9 + [DECIDED] * 9 + [AGAIN] + [UP] * 4
    ],
    "everything large but the covers": [[HAR] * 20 + [OUT] * 9 + [BREACH] * 9 + [AGAIN] * 6 + [UP] * 8 + [HELD]],
    "all that was held is vetoed": [[HAR] * 20 + [OUT] * 9 + [DECIDED] * 9 + [HELD] * 8 + [VETOED] * 8],
    "all that was held is verified": [[HAR] * 20 + [OUT] * 9 + [DECIDED] * 9 + [HELD] * 8 + [VERIFIED] * 8],
    "one complaint alone": [[FIN]],
    "one small category beside one large": [[HAR] * 30 + [FIN]],
    "vetoes take holds": [[HAR] * 20 + [OUT] * 5 + [DECIDED] * 4 + [UP] * 4 + [HELD] * 4],
    "reopenings take closings": [[HAR] * 20 + [OUT] * 2 + [DECIDED] * 25 + [UP] * 4 + [HELD] * 2],
}
MONTHS = {
    "small numbers one month after another": [[FIN, OUT], [HAR] * 9 + [OUT] * 9 + [FIN], [OUT, AGAIN]],
    "closed in the next month": [[HAR] * 12, [OUT] * 7 + [IN_PART] * 5, [HAR] * 6 + [DECIDED] * 6],
}


@pytest.fixture(scope="module")
def rulebook():
    return parse(shipped_rulebook())


@pytest.mark.parametrize("worst", WORST)
def test_a_solver_with_everything_public_pins_no_hidden_number_of_the_worst_cases(rulebook, worst):
    world = World(rulebook, Random(1))
    stretches = [world.public(told) for told in WORST[worst]]
    assert sum(len(stretch.hidden) for stretch in stretches) > 0
    assert list(pinned(world.scheme, stretches)) == []


@pytest.mark.slow
@pytest.mark.parametrize("worst", MONTHS)
def test_nor_of_several_months(rulebook, worst):
    world = World(rulebook, Random(1))
    stretches = [world.public(told) for told in MONTHS[worst]]
    assert list(pinned(world.scheme, stretches)) == []


def played(rulebook, seed):
    """Up to three periods, each of its own temper."""
    chance = Random(seed)
    world = World(rulebook, chance)
    stretches = []
    for _ in range(chance.choice((1, 2, 3))):
        acts = {act: likely * chance.choice((0, 0.2, 1, 1, 5)) for act, likely in CALM.items()}
        stretches.append(
            world.run(acts | {"receive": acts["receive"] + 0.1}, chance.choice((3, 10, 20, 40, 80, 200)), 2)
        )
    return world, stretches


def test_nor_of_older_records(rulebook):
    """Years of imported complaints and cases, of every size that a statement can hide."""
    chance = Random(3)
    world = World(rulebook, chance)
    templates = [template.label for template in world.scheme.groups["before"].templates]
    tried = 0
    for _ in range(25):
        told = [[("before", label)] * chance.choice((0, 0, 1, 2, 4, 6, 12)) for label in templates]
        year = world.public([act for act in told if act] or [[("before", templates[0])]])
        older = {label: below for label, below in year.hidden.items() if label.startswith("before/")}
        tried += len(older)
        assert list(pinned(world.scheme, [Stretch(year.kinds, year.shown, older)])) == []
    assert tried > 25


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_nor_of_any_register_made_up_at_random(rulebook, seed):
    world, stretches = played(rulebook, seed)
    assert list(pinned(world.scheme, stretches)) == []


def test_the_solver_finds_what_a_statement_without_margins_would_give_away(rulebook):
    """The same month, hidden table by table as it once was: anybody sees that nothing was decided, and nothing reopened."""
    world = World(rulebook, Random(1))
    safe = world.public(WORST["eight are closed and nothing else ends"][0])
    shown = {**safe.shown, "closed": 8}
    hidden = {label: below for label, below in safe.hidden.items() if label != "closed"}
    found = {label: span for _, label, span, _ in pinned(world.scheme, [Stretch(safe.kinds, shown, hidden)])}
    assert found["reopened"] == found["decided"] == (0, 0)
    assert statement.exposed(world.scheme, hidden) == [], "sums alone do not show it"


def test_the_solver_finds_a_number_hidden_alone(rulebook):
    world = World(rulebook, Random(1))
    safe = world.public([HAR] * 9 + [FIN])
    values = dict.fromkeys(world.scheme.counters, 0) | {"received": 10, "received/har": 9, "received/fin": 1}
    shown = {label: value for label, value in values.items() if label != "received/fin"}
    alone = Stretch(safe.kinds, shown, {"received/fin": 256})
    assert [(label, span) for _, label, span, _ in pinned(world.scheme, [alone])] == [("received/fin", (1, 1))]
    assert statement.exposed(world.scheme, ["received/fin"]) == ["received/fin"]


def test_numbers_too_large_to_be_hidden_stop_no_statement(rulebook):
    """Beside 300 of one sort the format has no room to hide: what stays shown is known from the entries, small ones stay hidden."""
    world = World(rulebook, Random(1))
    seen = world.public([HAR] * 300 + [FIN] + [OUT] * 300)
    assert (seen.shown["received/har"], seen.shown["received"], seen.shown["closed"]) == (300, 301, 300)
    assert {"received/fin", "received/ele", "reopened", "decided"} <= seen.hidden.keys()
