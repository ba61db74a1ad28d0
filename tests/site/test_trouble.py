"""A disk or a database that is away for a moment: a sentence with what to do, nothing lost, and nothing registered twice."""

import errno

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import RequestFactory

from evenhand.records.models import Complaint
from evenhand.site.trouble import sentence, server_error
from tests.disks import a_disk_that_takes
from tests.doors.portal.conftest import portal, visitor  # noqa: F401  (fixtures)
from tests.doors.portal.walk import CLEAR


def answer_to(error: BaseException):
    """What somebody is told whose request ended with this error."""
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
    ],
)
def test_what_passes_is_answered_with_when_to_try_again_and_not_with_its_own_words(error):
    answer = answer_to(error)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert b"We cannot take this at the moment" in answer.content
    assert str(error).encode() not in answer.content


@pytest.mark.parametrize("error", [FileNotFoundError(errno.ENOENT, "gone"), ProgrammingError("no"), KeyError("x")])
def test_a_fault_of_ours_is_called_one(error):
    answer = answer_to(error)
    assert answer.status_code == 500
    assert b"The fault is ours" in answer.content


def test_a_command_says_in_one_sentence_what_to_do_about_a_disk_or_a_database_that_is_away():
    said = sentence(OSError(errno.ENOSPC, "No space left on device"))
    assert said.startswith("The disk or the database cannot be used at the moment: No space left on device. ")
    assert "\n" not in sentence(OperationalError("connection failed\n\tIs the server running?"))
    assert sentence(KeyError("x")) is None


def away(*_):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("path", ["/", "/complain/about/", "/follow/", "/desk/", "/register/"])
def test_no_page_breaks_while_the_database_is_away(visitor, path):  # noqa: F811  (a fixture)
    visitor.client.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = visitor.client.get(path, follow=True)
    assert answer.status_code in (200, 503)
    assert visitor.client.get(path, follow=True).status_code == 200


def test_a_complaint_that_was_sent_while_the_database_was_away_is_sent_again_and_registered_once(visitor):  # noqa: F811
    visitor.client.raise_request_exception = False
    visitor.answer()
    visitor.look_at_answers()
    form = visitor.form()
    with connection.execute_wrapper(away):
        assert visitor.post("/complain/check/", form).status_code == 503
    assert not Complaint.objects.exists()
    for _ in range(2):
        assert visitor.post("/complain/check/", form).status_code == 200
    assert Complaint.objects.count() == 1


def test_a_file_that_neither_disk_nor_database_can_take_is_answered_with_a_sentence(visitor):  # noqa: F811
    visitor.client.raise_request_exception = False
    visitor.answer()
    with connection.execute_wrapper(away), a_disk_that_takes(10):
        assert visitor.add_files(CLEAR).status_code == 503
    with a_disk_that_takes(10):
        assert visitor.add_files(CLEAR).status_code == 422
    assert "could not be stored at this moment" in visitor.text
    assert visitor.add_files(CLEAR).status_code == 200
