"""A property never fails for being slow on a busy machine: tests here assert no time."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
