"""Promise 7: the complainant always knows what happens next and by when.

What is not there yet: the respondent's own page, and what protects reviewers from what they have to see.
"""

import re
from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.django_db
STAGES = ["acknowledge", "accept", "open", "give_notice", "recommend", "hold", "decide", "tell"]


def what_next(visitor) -> tuple[str, date]:
    """What the page says first: what comes next, and by which day."""
    visitor.get("/follow/complaint/")
    body = visitor.page.content.decode()
    notice = body[body.index("What comes next") :]
    said = re.search(r"<strong>(.+?)</strong>", notice)[1]
    return said, date.fromisoformat(re.search(r'datetime="(\d{4}-\d\d-\d\d)"', notice)[1])


def test_from_the_first_moment(visitor, portal):
    visitor.complain()
    said, by = what_next(visitor)
    assert said
    assert by >= portal.office.today()


@pytest.mark.parametrize("stage", STAGES)
def test_at_every_stage(visitor, staff, portal, stage):
    visitor.complain()
    getattr(staff, stage)(visitor.index)
    said, by = what_next(visitor)
    assert said
    assert by >= portal.office.today()


def test_what_is_late_is_called_late(visitor, clock):
    visitor.complain()
    clock.go_to(clock.moment + timedelta(days=20))
    visitor.open(visitor.phrase)
    visitor.get("/follow/complaint/")
    assert "This is late, and that is our fault." in visitor.text


@pytest.mark.parametrize("end", ["close", "decline"])
def test_at_the_end_it_says_so_and_where_else_to_go(visitor, staff, end):
    visitor.complain()
    getattr(staff, end)(visitor.index)
    visitor.get("/follow/complaint/")
    assert "ombudsman" in visitor.text
