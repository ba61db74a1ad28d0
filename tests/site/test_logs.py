"""Logs hold nothing of what people wrote, sent or are called."""

import io
import json
import logging
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import warnings

import pytest
import structlog
from django.core.exceptions import DisallowedHost

from evenhand.site.logs import FIXED, OTHER, UNCAUGHT, WithoutPersonalData, only_allowed, set_up_logging, speaker

TRACE = "Traceback (most recent call last)"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    """What setting up the logs changes in this process is put back."""
    root = logging.getLogger()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    handlers, level, show = list(root.handlers), root.level, warnings.showwarning
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    warnings.showwarning = show
    logging.getLogger("django.request").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def lines(capsys) -> list[dict]:
    """What was logged: each line an object of its own."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def record(name: str, message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    """A record as a library makes one."""
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.ERROR, "file", 1, message, values, info)


def test_an_error_is_logged_by_type_and_place_without_its_words(capsys):
    set_up_logging("web")
    try:
        int("the treasurer shouted")
    except ValueError:
        logging.getLogger("django.request").exception(
            "Internal Server Error: %s", "/follow/SECRET/", extra={"status_code": 500}
        )
    [line] = lines(capsys)
    assert (line["error"], line["status"], line["process"]) == ("ValueError", 500, "web")
    assert line["places"][-1].split(":")[0].endswith("test_logs.py")
    assert "treasurer" not in str(line)
    assert "SECRET" not in str(line)


def test_a_page_that_is_not_there_is_not_logged(capsys):
    set_up_logging("web")
    logging.getLogger("django.request").warning("Not Found: %s", "/secret/")
    assert lines(capsys) == []


def test_what_a_library_quotes_of_a_visitor_is_not_logged(capsys):
    """Django logs a suspicious request under its own words, which hold the host name that was sent."""
    set_up_logging("web")
    error = DisallowedHost("Invalid HTTP_HOST header: 'wilhelmina.example'.")
    WithoutPersonalData().emit(record("django.security.DisallowedHost", str(error), error=error))
    [line] = lines(capsys)
    assert (line["event"], line["error"]) == (FIXED["django.security"], "DisallowedHost")
    assert "wilhelmina" not in str(line)


@pytest.mark.parametrize(("name", "said"), [*FIXED.items(), ("some.library", OTHER)])
@pytest.mark.parametrize(("message", "values"), [("SECRET", ()), ("a %s b", ("SECRET",)), ("%d %d", ("SECRET",))])
def test_of_other_peoples_messages_nothing_is_logged(capsys, name, said, message, values):
    set_up_logging("web")
    WithoutPersonalData().emit(record(name, message, *values))
    [line] = lines(capsys)
    assert (line["event"], line["logger"]) == (said, name)
    assert "SECRET" not in str(line)


def test_of_our_own_messages_the_values_are_not_filled_in(capsys):
    set_up_logging("web")
    WithoutPersonalData().emit(record("evenhand.doors", "It did not open: %s", "SECRET"))
    [line] = lines(capsys)
    assert line["event"] == "It did not open: %s"


def test_a_field_that_is_not_on_the_list_is_dropped():
    assert only_allowed(None, "error", {"event": "x", "narrative": "y"}) == {"event": "x"}


def test_our_own_sentences_are_lines_too_and_an_alarm_is_an_error(capsys):
    say = speaker("clerk")
    say("A month was closed.")
    say("ALARM: nothing is signed.")
    first, second = lines(capsys)
    assert (first["event"], first["level"], first["process"]) == ("A month was closed.", "info", "clerk")
    assert second["level"] == "error"


def test_a_warning_and_an_error_that_nothing_caught_are_lines_without_words(capsys):
    set_up_logging("web")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("SECRET", stacklevel=1)
    sys.excepthook(ValueError, ValueError("SECRET"), None)
    thread = threading.Thread(target=int, args=("SECRET",))
    thread.start()
    thread.join()
    warned, ended, broke = lines(capsys)
    assert warned["event"] == FIXED["py.warnings"]
    assert ended["event"] == broke["event"] == UNCAUGHT
    assert "SECRET" not in str([warned, ended, broke])


def test_every_line_of_a_service_is_an_object_and_quotes_no_visitor(served):
    log = served.home.parent / "serve.log"
    strange = urllib.request.Request(served.url + "/WILHELMINA/?q=WILHELMINA", headers={"Host": "wilhelmina.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(strange, timeout=30)
    assert refused.value.code == 400
    refused.value.close()
    said = log.read_text().splitlines()
    objects = [json.loads(line) for line in said if line.startswith("{")]
    assert "DisallowedHost" in {line.get("error") for line in objects}
    assert [line for line in said if not line.startswith("{") and "Stop with Ctrl-C" not in line] == []
    assert "wilhelmina" not in log.read_text().lower()


def test_a_script_that_fails_before_anything_is_set_up_says_no_words():
    script = "from evenhand.site.logs import set_up_logging\nset_up_logging('web')\nint('SECRET')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stderr)["error"] == "ValueError"
    assert "SECRET" not in done.stderr
    assert TRACE not in done.stderr


def test_each_line_is_written_in_one_go(monkeypatch):
    """Several processes write to one file. Where Python buffers nothing, a line written in two goes is broken by the others."""
    goes = []

    class Unbuffered(io.StringIO):
        def write(self, text):
            goes.append(text)
            return len(text)

    monkeypatch.setattr(sys, "stderr", Unbuffered())
    say = speaker("clerk")
    say("One sentence.")
    say("Another.")
    assert [json.loads(line)["event"] for line in goes] == ["One sentence.", "Another."]
    assert all(line.endswith("}\n") for line in goes)
