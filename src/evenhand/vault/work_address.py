"""The normal form of a work e-mail address, by which no two accounts serve one person (ADR 0033).

Closed: spaces around it go; then NFKC and small letters, in the domain and before it; the domain in the letters of the DNS (IDNA);
what follows a plus before the at sign goes. Nothing else is brought together, and what this does not read is no address here: names
beside it, quotes, comments, numbers of a machine, a domain without a dot, characters that nobody sees.

It is made for comparing and never for sending. What it does not see: two addresses of one person, also where the dots before the at
sign count for nothing, and letters that look alike. What it sees too much: "ß" is "ss", in domains as well.
"""

import hmac
import re
import unicodedata

from evenhand.vault.keys import Secret, derive

LABEL = b"evenhand.work-address/v1"
LONGEST = 254
"""Characters of an address as it is given (RFC 5321)."""
_LONGEST_LOCAL = 64
_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")
_DOTS = ".\u3002"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks and letters that show nothing. Those of the categories C and Z are refused with them."""


def work_address(text: str) -> str:
    """The normal form, or nothing if this is not an address alone."""
    if len(text) > LONGEST:
        return ""
    local, at, domain = _folded(text.strip()).partition("@")
    local, host = local.split("+", 1)[0], _host(domain)
    if not at or not host or not local or len(local) > _LONGEST_LOCAL:
        return ""
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return "" if dotted or not all(map(_is_read, local)) else f"{local}@{host}"


def address_mark(private: Secret, form: str) -> bytes:
    """32 bytes, the same for the same normal form; without the private key nobody can make one, so no guess can be tested."""
    return hmac.digest(derive(private, LABEL), form.encode(), "sha256")


def _folded(text: str) -> str:
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _is_read(each: str) -> bool:
    """A sign that addresses have, or a letter, digit or mark of any script that can be seen."""
    if each.isascii():
        return each.isalnum() or each in _SIGNS
    return unicodedata.category(each)[0] in "LNM" and not _UNSEEN.match(each)


def _host(domain: str) -> str:
    """The domain as the DNS has it, or nothing. Labels that say that they are such letters have to be what IDNA makes of them."""
    if not domain or not all(each in _DOTS or _is_read(each) for each in domain):
        return ""  # IDNA would leave out what nobody sees
    try:
        name = domain.encode("idna").decode().lower()
        labels = name.removesuffix(".").split(".")
        good = all(_HOST.fullmatch(one) and (not one.startswith("xn--") or _as_made(one)) for one in labels)
    except UnicodeError:
        return ""
    return ".".join(labels) if good and len(labels) > 1 and not labels[-1].isdigit() and len(name) <= LONGEST else ""


def _as_made(label: str) -> bool:
    return label.encode().decode("idna").encode("idna").decode() == label
