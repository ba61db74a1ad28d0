"""A code is good for its own half minute and its neighbours, once."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.totp import TotpSecret, new_totp_secret, totp_code, totp_uri, used_step

RFC_SECRET = TotpSecret(b"12345678901234567890")
NOW = 1_700_000_010


@pytest.mark.parametrize(
    ("now", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238_appendix_b(now, code):
    assert totp_code(RFC_SECRET, now) == code
    assert used_step(RFC_SECRET, code, now, None) == now // 30


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_phone_half_a_minute_off_is_forgiven(drift):
    secret = new_totp_secret(os.urandom)
    assert used_step(secret, totp_code(secret, NOW + drift), NOW, None) is not None


@given(st.sampled_from([-3600, -120, -60, 60, 90, 120, 86_400]))
def test_a_code_from_another_time_is_refused(drift):
    assert used_step(RFC_SECRET, totp_code(RFC_SECRET, NOW + drift), NOW, None) is None


def test_a_code_works_once():
    code = totp_code(RFC_SECRET, NOW)
    step = used_step(RFC_SECRET, code, NOW, None)
    assert step is not None
    assert used_step(RFC_SECRET, code, NOW, step) is None
    assert used_step(RFC_SECRET, code, NOW + 20, step) is None


def test_an_earlier_code_is_refused_once_a_later_one_was_used():
    later = used_step(RFC_SECRET, totp_code(RFC_SECRET, NOW + 30), NOW, None)
    assert used_step(RFC_SECRET, totp_code(RFC_SECRET, NOW), NOW, later) is None


def test_spaces_in_a_code_do_not_matter():
    code = totp_code(RFC_SECRET, NOW)
    assert used_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", NOW, None) is not None


@pytest.mark.parametrize("typed", ["", "000", "abcdef", "\ud800", "\u0660" * 6, "0" * 1000])
def test_what_is_no_code_is_refused(typed):
    assert used_step(RFC_SECRET, typed, NOW, None) is None


def test_at_the_beginning_of_time_there_is_no_step_before_the_first():
    assert used_step(RFC_SECRET, totp_code(RFC_SECRET, 0), 0, None) == 0


def test_the_address_for_authenticators_names_account_and_issuer():
    uri = totp_uri(RFC_SECRET, "m.keller", "Riverside Rowing Union")
    assert uri.startswith("otpauth://totp/Riverside%20Rowing%20Union:m.keller?secret=GEZDGNBVGY3TQOJQ")
