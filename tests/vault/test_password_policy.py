"""Which passwords are refused when one is chosen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.vault.password_policy import password_faults


@pytest.mark.parametrize(
    "good",
    [
        "seven grey boats at anchor",
        "Xk9!vq2#Lm7$",
        "\u00fcbergang im nebel",
        "\u6c34\u706b\u6728\u91d1\u571f\u5929\u6d77\u5c71\u5ddd\u7a7a\u96ea\u82b1",
    ],
)
def test_a_long_password_that_nobody_tries_first_is_accepted(good):
    assert password_faults(good, "m.keller") == []


def test_a_short_password_is_refused_with_its_length():
    assert password_faults("grey boats", "m.keller") == [
        "The password has 10 characters; use at least 12: a few words in a row, say."
    ]


def test_a_giant_password_is_refused():
    assert "use at most 256" in password_faults("seven grey boats " * 30, "m.keller")[0]


@pytest.mark.parametrize(
    "bad", ["Maria.Keller1", "maria.keller2026!", "MARIA.KELLERmaria.keller", "maria.keller    "]
)
def test_the_user_name_is_no_password(bad):
    (fault,) = password_faults(bad, "maria.keller")
    assert "your user name or little more" in fault


@pytest.mark.parametrize(
    "bad",
    [
        "password1234", "Password2026!", "passwordpassword", "qwertyuiop123", "123456789012", "aaaaaaaaaaaa",
        "abababababab", "correct horse battery staple", "AdminAdmin!!!", "evenhand2026", "P@ssw0rd1234",
        "letmein-letmein",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_no_password(bad):
    (fault,) = password_faults(bad, "maria.keller")
    assert "tried first" in fault


@settings(max_examples=50)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_gets_an_answer_in_sentences(password, user_name):
    for fault in password_faults(password, user_name):
        assert fault.endswith((".", "say."))
