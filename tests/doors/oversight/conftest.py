"""The overseers' door, with the people and the key agent of the desk: who signs in there comes in here."""

from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)
