"""`demonstration.json`: who can sign in to the demonstration and which complaints can be followed. A real one has none.

Its shape is relied on by the sign-in page (`doors.desk.demonstration`). That it exists says that the demonstration is complete.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.demo.guide import Followed
from evenhand.demo.staff import Hired
from evenhand.doors.desk.demonstration import FILE

type Told = dict[str, Any]
"""The object in the file: `people` and `phrases`."""


def write_logins(home: Path, staff: Sequence[Hired], phrases: Sequence[Followed]) -> None:
    """Write the file, readable by its owner alone, whole or not at all."""
    told = {
        "people": [
            {
                "login": one.member.login,
                "name": one.member.name,
                "password": one.password,
                "ref": one.ref,
                "roles": [role.value for role in one.member.roles],
                "totp": one.enrolment.totp_secret.base32,
            }
            for one in staff
        ],
        "phrases": [{"number": one.number, "phrase": one.phrase, "shows": one.shows} for one in phrases],
    }
    target = home / FILE
    temporary = target.with_suffix(".writing")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)


def read_logins(home: Path) -> Told:
    """What the file says. Raises FileNotFoundError."""
    told: Told = json.loads((home / FILE).read_text(encoding="utf-8"))
    return told


def as_json(told: Told, address: str | None, vkey: str) -> dict[str, Any]:
    """For programs: address (None if nothing is served), logins with TOTP secrets, phrases, the register's verifier key."""
    fields = ("login", "name", "roles", "password", "totp")
    return {
        "address": address,
        "logins": [{name: one[name] for name in fields} for one in told["people"]],
        "phrases": told["phrases"],
        "vkey": vkey,
    }


def as_text(told: Told, address: str | None, tries: Mapping[str, Sequence[str]]) -> str:
    """For people: where to look, whom to sign in as and what to try there, which complaints to follow."""
    where = address or "the address at which it is served"
    lines = [
        f"  Portal, for complainants        {where}/",
        f"  Desk, for the staff             {where}/desk/",
        f"  Public register and figures     {where}/register/",
        "",
        "Sign in to the desk as one of these. The sign-in page shows each one's code, in this demonstration only.",
        "",
    ]
    wide = max(len(one["login"]) for one in told["people"])
    long = max(len(one["password"]) for one in told["people"])
    for one in told["people"]:
        roles = ", ".join(role.replace("-", " ") for role in one["roles"])
        lines.append(f"  {one['login']:{wide}}  {one['password']:{long}}  {one['name']}, {roles}")
        lines += [f"  {'':{wide}}  {'':{long}}    to {words}" for words in tries.get(one["ref"], ())]
    lines += ["", "Follow a complaint on the portal with its phrase:", ""]
    lines += [f"  {one['number']}  {one['phrase']}\n      {one['shows']}" for one in told["phrases"]]
    return "\n".join(lines)
