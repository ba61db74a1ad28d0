"""Which passwords are refused when one is chosen, with a sentence for each reason.

Length is what counts (NIST SP 800-63B-4 section 3.1.1.2: no rules of composition, but a list of common ones). Of the
common ones only those of twelve characters or more are left to refuse, and these are a few stems, repeated or with
digits around them; digits alone are one more.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 12
LONGEST = 256

_STEMS = [
    *("password", "passw0rd", "p@ssw0rd", "p@ssword", "passwort", "passwd", "pass", "qwertyuiop", "qwertzuiop"),
    *("qwerty", "qwertz", "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcvbn", "qazwsxedc", "abcdefghijkl", "abcdef"),
    *("1q2w3e4r5t6y", "1qaz2wsx3edc", "abcd", "abc", "administrator", "admin", "changeme", "evenhand", "football"),
    *("iloveyou", "letmein", "liverpool", "monkey", "dragon", "princess", "secret", "sunshine", "superman", "master"),
    *("trustno", "welcome", "correcthorsebatterystaple"),
]


def password_faults(password: str, user_name: str, email: str = "") -> list[str]:
    """Why this password cannot be chosen, one sentence each; empty if it can."""
    plain = _plain(password)
    faults = []
    if len(plain) < SHORTEST:
        faults.append(
            f"The password has {len(plain)} characters; use at least {SHORTEST}: a few words in a row, say."
        )
    if len(plain) > LONGEST:
        faults.append(f"The password has {len(plain)} characters; use at most {LONGEST}.")
    if _made_of(plain, _STEMS) or len(set(plain)) <= 3:
        faults.append("This password is one of those that are tried first; use something else.")
    elif user_name.strip() and _made_of(plain, [_plain(user_name)]):
        faults.append("The password is your user name or little more; use something else.")
    elif email.strip() and _made_of(plain, [_plain(email), _plain(email.partition("@")[0])]):
        faults.append("The password is your e-mail address or little more; use something else.")
    return faults


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _made_of(plain: str, stems: Iterable[str]) -> bool:
    """Whether nothing is left of it but these stems, digits, spaces and punctuation."""
    longest_first = sorted((stem.replace(" ", "") for stem in stems), key=len, reverse=True)
    left = re.sub("|".join(map(re.escape, longest_first)), "", plain.replace(" ", ""))
    return left.strip("0123456789.,!?-_#*@$&+/") == ""
