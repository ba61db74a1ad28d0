"""Who could be given a second account unseen: accounts without a work e-mail address, which no act is against, so it is a note."""

from collections.abc import Iterator

from evenhand.records.load import accounts_in_use
from evenhand.records.models import WorkAddress


def address_notes() -> Iterator[str]:
    """One line, if there are any."""
    without = accounts_in_use().exclude(ref__in=WorkAddress.objects.values("account")).count()
    if without:
        said = "account that is in use has" if without == 1 else "accounts that are in use have"
        yield (
            f"{without} {said} no work e-mail address, so nobody would notice a second account of one person. `evenhand people "
            "list` says which; two people give one with `evenhand people email`."
        )
