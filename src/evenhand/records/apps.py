"""The Django application that holds every table."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All tables stand in one application, so that one transaction covers an act."""

    name = "evenhand.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
