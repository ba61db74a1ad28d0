"""Behind a proxy that speaks HTTPS (docs/administrator.md): forms are taken from our own pages, and from no others."""

import os
import subprocess
import sys

import pytest

SEND = """
import django
django.setup()
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory

told = {"HTTP_X_FORWARDED_PROTO": "https"}
request = RequestFactory().post("/complain/about/", HTTP_HOST="localhost", HTTP_ORIGIN=ORIGIN, **told)
print(CsrfViewMiddleware(lambda _: None)._origin_verified(request))
"""


@pytest.mark.parametrize(
    ("https", "origin", "taken"),
    [
        ("1", "https://localhost", True),
        ("1", "http://localhost", False),
        ("1", "https://elsewhere.example", False),
        ("", "http://localhost", True),
        ("", "https://localhost", False),  # without EVENHAND_HTTPS nobody's word is taken for it
    ],
)
def test_a_form_comes_from_our_own_page(https, origin, taken):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "EVENHAND_HTTPS": https}
    command = [sys.executable, "-c", SEND.replace("ORIGIN,", f"{origin!r},")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(taken)
