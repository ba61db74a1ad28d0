"""Staff who have declared that they have no affiliations, as whoever takes a role is asked to. Nobody is asked on a page then."""

from collections.abc import Iterable

from evenhand.office.context import Office
from evenhand.office.declare_affiliations import declare_affiliations


def declare_nothing(office: Office, refs: Iterable[str]) -> None:
    """Each of them declares that there is nothing to declare."""
    for ref in refs:
        assert declare_affiliations(office, ref, ()) is None
