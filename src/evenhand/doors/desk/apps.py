"""The desk door as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages only: no tables."""

    name = "evenhand.doors.desk"
    label = "desk"
