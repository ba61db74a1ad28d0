"""Complaints that are set apart, and who is there to handle them. Counts only: nothing of any of them."""

from datetime import date

from evenhand.process.codes import ComplaintStage
from evenhand.records.load import officers
from evenhand.records.models import Complaint


def outside_handlers(today: date) -> int:
    """How many people can handle what is set apart."""
    return len(officers(today, apart=True))


def waiting_apart() -> int:
    """How many of those that are set apart are not closed."""
    return Complaint.objects.filter(apart=True, imported=False).exclude(stage=ComplaintStage.CLOSED).count()
