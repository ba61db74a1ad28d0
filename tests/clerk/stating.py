"""A clerk that states what was counted, one step at a time, and an outsider who checks it with the public files alone."""

import json

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.statements import state_periods
from evenhand.office.close_months import close_months
from evenhand.records.models import Record
from evenhand_register.audit import audit
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT

SIGNER = Signer("demo.invalid/tests", bytes(range(32)))


class Clerk:
    """What the clerk does with the log, one thing at a time."""

    def __init__(self, team, folder):
        self.team, self.files = team, LogFiles(folder / "log")
        self.integrator = Integrator(self.files, folder / "guard" / "checkpoint", SIGNER)
        self.integrator.begin()

    def sign(self):
        while self.integrator.run():
            pass

    def next_month(self):
        """The month is over, something happens in the next one, and the clerk does what is due."""
        today = self.team.office.today()
        self.team.go_to(today.replace(month=today.month + 1, day=3))
        self.team.receive("the first of a month", category="other")
        self.sign()
        list(close_months(self.team.office))
        self.sign()
        return self.state()

    def state(self):
        found = list(state_periods(self.team.office, self.files, SIGNER.vkey))
        self.sign()
        return found

    def audit(self):
        """What an outsider finds, with nothing but the public files."""
        head = verify_checkpoint(self.files.read(CHECKPOINT), Policy.of_key(SIGNER.vkey))
        return audit(self.files, head).findings


def claims():
    rows = Record.objects.filter(act="statement").order_by("entry_id").values_list("facts", flat=True)
    return [json.loads(bytes(facts))["data"]["claim"] for facts in rows]
