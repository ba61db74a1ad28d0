"""Whoever made a complaint reads on their page each time that overseers opened it, and not only that they did (DESIGN 5.14)."""

from datetime import timedelta

import pytest

from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.process import commands as c
from tests.office.declared import declare_nothing
from tests.office.keys import mail, opens
from tests.office.team import enrolment

pytestmark = pytest.mark.django_db


def test_every_opening_stands_there_with_its_reason_and_its_last_day(visitor, staff, clock):
    visitor.answer()
    visitor.send()
    index = visitor.index
    ref = create_account(
        staff.office, "founding", NewAccount("omar", "Omar Example", enrolment("omar"), mail("omar"))
    )
    assert isinstance(appoint(staff.office, "founding", ref, "overseer", keys=opens()), str)
    declare_nothing(staff.office, [ref])
    staff.refs["omar"] = ref
    for reason in ("sampled", "delay", "sampled"):
        staff.do(index, "omar", c.OpenToOverseers(asked_by=staff.refs["olga"], reason=reason))
        staff.do(index, "olga", c.CloseOpening())
        clock.go_to(clock.moment + timedelta(days=1))
    visitor.open(visitor.phrase)
    visitor.get("/follow/complaint/")
    assert visitor.text.count("Two overseers opened it, to see how it is handled") == 3
    assert "Omar Example" not in visitor.text
