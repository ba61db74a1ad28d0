"""Staff with real accounts, made by the commands, for tests that sign in to a running service."""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.process.codes import ASKED_TO_DECLARE
from evenhand.vault.totp import STEP_SECONDS, TotpSecret, totp_code
from tests.conftest import Served
from tests.office.keys import mail

PASSWORD = "every morning eleven herons"
TEAM = (
    "case-manager",
    "triage-assessor",
    "investigator",
    "decision-maker",
    "reviewer",
    "outside-handler",
    "leadership",
    "administrator",
    "appointing-authority",
)
"""One person in each role, who signs in under its name. The two last end the founding, so they are appointed last."""
COMMANDS = """
import json, sys
from evenhand.cli.main import main
for command in json.loads(sys.argv[1]):
    code = main(command)
    if code:
        sys.exit(f"{command}: exit {code}")
"""
DECLARE = """
import json, sys
from evenhand.cli.open_home import open_home
office = open_home().office
from evenhand.office.declare_affiliations import declare_affiliations
for ref in json.loads(sys.argv[1]):
    assert declare_affiliations(office, ref, ()) is None
"""
"""What each of them does at the desk on their first day: say that they have no affiliations to declare."""


@dataclass(slots=True)
class Colleague:
    """One account, and what its owner knows. `ref` is the staff reference."""

    login: str
    name: str
    ref: str
    totp: TotpSecret
    used: int = field(default=0)

    def code(self) -> str:
        """The six digits of this moment; of the next step when these were typed before, for a code works once.

        Never of the step before: on a busy machine the next one may have begun when they arrive, and the service looks back
        one step and no further.
        """
        step = int(time.time()) // STEP_SECONDS  # noqa: TID251  (a person's telephone has its own clock)
        self.used = max(step, self.used + 1)
        assert self.used <= step + 1, "two sign-ins within one step are all that the service takes"
        return totp_code(self.totp, self.used * STEP_SECONDS)


def hire(served: Served, team: Sequence[str] = TEAM) -> dict[str, Colleague]:
    """Create an account for each role and appoint its owner: the commands that an administrator types, in one process."""
    accounts = [["people", "add", role, "--name", _name(role), "--email", mail(role), "--json"] for role in team]
    appointments = [["people", "appoint", role, "--role", role, "--json"] for role in team]
    made = _answers(served, accounts + appointments)
    hired = {
        role: Colleague(role, _name(role), one["account"], TotpSecret(base64.b32decode(one["totp"])))
        for role, one in zip(team, made, strict=False)
    }
    refs = [one.ref for role, one in hired.items() if role in ASKED_TO_DECLARE]
    subprocess.run([sys.executable, "-c", DECLARE, json.dumps(refs)], env=served.environment, check=True)
    return hired


def _name(role: str) -> str:
    return f"{role.title().replace('-', ' ')} Examplewright"


def _answers(served: Served, commands: list[list[str]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        env=served.environment,
        input=f"{PASSWORD}\n" * len(commands),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    decoder, rest, answers = json.JSONDecoder(), done.stdout.lstrip(), []
    while rest:
        answer, end = decoder.raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].lstrip()
    return answers
