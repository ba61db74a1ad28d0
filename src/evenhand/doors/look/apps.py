"""The Django app that carries templates, static files and template tags of the shared look."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """No models, no signals: only what pages are made of."""

    name = "evenhand.doors.look"
    label = "look"
