"""Logs hold nothing of what people wrote, sent or are called."""

import json
import logging
import subprocess
import sys

import pytest

from evenhand.site.logs import WithoutPersonalData, only_allowed

SCRIPT = """
import logging
from evenhand.site.logs import set_up_logging
set_up_logging()
try:
    raise ValueError("the treasurer shouted")
except ValueError:
    logging.getLogger("django.request").exception("Internal Server Error: %s", "/follow/SECRET/", extra={"status_code": 500})
logging.getLogger("django.request").warning("Not Found: %s", "/secret/")
"""


def test_an_error_is_logged_by_type_and_place_without_its_words():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    line = json.loads(done.stderr)
    assert line["error"] == "ValueError"
    assert line["status"] == 500
    assert "treasurer" not in done.stderr
    assert "SECRET" not in done.stderr


def test_a_field_that_is_not_on_the_list_is_dropped():
    assert only_allowed(None, "error", {"event": "x", "narrative": "y"}) == {"event": "x"}


@pytest.mark.parametrize("message", ["a %s b", "no values"])
def test_the_values_of_a_message_are_never_filled_in(message, capsys):
    record = logging.LogRecord("x", logging.ERROR, "file", 1, message, ("SECRET",) if "%" in message else None, None)
    WithoutPersonalData().emit(record)
    assert "SECRET" not in capsys.readouterr().out
