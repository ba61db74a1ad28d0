"""The organisation that faults are played on."""

from tests.clerk.furnished import House

__all__ = ["House"]
