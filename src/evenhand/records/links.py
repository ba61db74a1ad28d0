"""Which complaints are read together: the duties of a person in one of them count in all (DESIGN promise 5)."""

from django.db.models import Q

from evenhand.records.models import Link


def linked_with(complaint: int) -> list[int]:
    """Every complaint that links lead to, in either direction and over any number of links."""
    found, new = {complaint}, [complaint]
    while new:
        pairs = Link.objects.filter(Q(complaint_id__in=new) | Q(other__in=new)).values_list("complaint_id", "other")
        new = [other for other in {index for pair in pairs for index in pair} if other not in found]
        found.update(new)
    return sorted(found - {complaint})
