"""The overseers' door as a Django application."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Pages only: no tables."""

    name = "evenhand.doors.oversight"
    label = "oversight"
