"""The portal door as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages only: no tables."""

    name = "evenhand.doors.portal"
    label = "portal"
