"""What the doors of the staff share, as a Django application."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Templates only: no tables, and no addresses."""

    name = "evenhand.doors.staff"
    label = "staff"
