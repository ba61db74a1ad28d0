"""The public door as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Pages only: no tables."""

    name = "evenhand.doors.public"
    label = "public"
