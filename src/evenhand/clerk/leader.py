"""One clerk leads at a time: a lease row, renewed while the clerk lives, taken over when it has run out (REGISTER.md 9.2)."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction

from evenhand.records.models import Lease

TERM = timedelta(seconds=15)
NAME = "clerk"


class Leadership:
    """This process's claim to lead."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"

    def hold(self, now: datetime) -> bool:
        """Take or renew the lease. False while another clerk holds it."""
        with transaction.atomic():
            lease, _ = Lease.objects.select_for_update().get_or_create(
                name=NAME, defaults={"holder": self.holder, "until": now + TERM}
            )
            if lease.holder != self.holder and lease.until > now:
                return False
            lease.holder, lease.until = self.holder, now + TERM
            lease.save(update_fields=("holder", "until"))
        return True

    def give_up(self, now: datetime) -> None:
        """Let another clerk take over at once."""
        Lease.objects.filter(name=NAME, holder=self.holder).update(until=now)
