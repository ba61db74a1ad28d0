"""Whatever bytes come, each parser at a door answers or refuses: kept samples, and what hypothesis makes of them."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.agent.agent import Agent
from evenhand.vault.agent.changer import Changer
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.joint import Together
from evenhand.vault.agent.passkey_changer import PasskeyChanger
from evenhand.vault.agent.passkeys import Passkeys
from evenhand.vault.agent.proving import Prover
from evenhand.vault.agent.rewrap import Granter
from evenhand.vault.agent.slots import Slots
from evenhand.vault.agent.throttle import Throttle
from tests.conftest import ROOT
from tests.doors.portal.conftest import portal  # noqa: F401  (a fixture)
from tests.fuzz.mutate import LONG, QUICK, almost, corpus
from tests.fuzz.parsers import PARSERS, Place

pytestmark = pytest.mark.django_db
GALLERY = ROOT / "tests" / "assets" / "register" / "gallery" / "good-second-scheme"


@pytest.fixture
def place(portal) -> Place:  # noqa: ARG001, F811
    prover = Prover(Gate(), Throttle(lambda: 0.0, bytes), Passkeys(lambda: 0.0, bytes))
    changer = Changer(instance=None, prover=prover, clock=lambda: 0.0, entropy=bytes)
    slots, granter = Slots(60, 60, lambda: 0.0, bytes), Granter(b"", bytes)
    agent = Agent(
        instance=None,
        slots=slots,
        prover=prover,
        changer=changer,
        granter=granter,
        passkeys=PasskeyChanger(prover, bytes),
        together=Together(slots, granter, lambda: 0.0, bytes),
    )
    return Place(Client(), GALLERY, (GALLERY / "vkey").read_text().strip(), agent)


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_kept_is_read_or_refused(place, name):
    samples = corpus(name)
    assert samples, f"tests/assets/fuzz/{name} holds no sample."
    for path in samples:
        PARSERS[name](place, path.read_bytes())


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_almost_right_is_read_or_refused(place, name):
    _fuzz(place, name, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_a_great_deal_that_is_almost_right_is_read_or_refused(place, name):
    _fuzz(place, name, LONG)


def _fuzz(place: Place, name: str, how) -> None:
    @how
    @given(data=st.data())
    def tried(data):
        PARSERS[name](place, data.draw(almost(name)))

    tried()
