"""Teams whose key the instance key holds still, to which nobody belongs, or whose key nobody could open again; and old proofs.

None of it is against what the acts say, so these are notes: what is worth knowing before it is too late.
"""

from collections.abc import Iterator
from datetime import date

from evenhand.office.renew_proofs import OLD
from evenhand.process.predicates import oversees_only
from evenhand.process.teams import TEAM_ROLES, Team, members
from evenhand.records.load import people
from evenhand.records.models import Appointment, Entry
from evenhand.records.queries.people import names
from evenhand.records.queries.reach import living, opened_by, team_keys
from evenhand.vault.joint import THRESHOLD

INSTANCE = (
    "The key of the team of {team} is held by the instance key since entry {entry} of {day}: who has the disk with its keys reads "
    "what this team may. {what}"
)
SIGN_IN = "Have one of its members sign in: then it is let go."
NOBODY_YET = "Nobody belongs to this team: appoint somebody, and have them sign in."
NOBODY = "Nobody belongs to the team of {team}: what comes for it waits. Appoint somebody."
ONLY_LEAVERS = (
    "Of the key of the team of {team} of entry {entry} only people hold a copy who have left the team: {who}. When their accounts "
    "end, nobody can ever be let in again. Appoint one of them anew, or somebody else, and have one of these sign in. "
    "Then set trustees."
)
LOST = (
    "Nobody can open the key of the team of {team} of entry {entry} any more: who held it is gone, and no trustees hold it. What "
    "is sealed to it alone stays closed, unless a backup from before and a password from then come together. Set trustees, so that "
    "it does not happen again."
)
FEW_OVERSEERS = (
    "There are not two overseers, and none opens anything alone: no complaint can be overseen, and nobody on the staff can write "
    "them a note. Appoint two, better three, who hold no other role."
)
OLDER = (
    "{count} appointments hold a proof of an older version, which says that a key is somebody's and not whose: no key is granted "
    "by it. Run `evenhand upgrade`, which makes it anew."
)


def team_notes(instance: str, trustees: str | None, today: date) -> Iterator[str]:
    """A note for each of them. `instance` and `trustees` are the ids of these keys, None where no trustees are set."""
    keys, own, everybody, known = team_keys(), living(), people(), names()
    belong = {team: members(team, everybody, today) for team in Team}
    beside = {instance, *([trustees] if trustees else [])}
    at_work = {key for key, ref in own.items() if any(ref in refs for refs in belong.values())}
    lasting, openable = opened_by(at_work | beside, keys), opened_by(own.keys() | beside, keys)
    kept = Appointment.objects.filter(person__in=everybody).exclude(stand_in=None).values_list("stand_in", flat=True)
    older = sum(len(bytes(proof or b"")) == OLD for proof in kept)
    if older:
        yield OLDER.format(count=older)
    if everybody and sum(oversees_only(person, today) for person in everybody.values()) < THRESHOLD:
        yield FEW_OVERSEERS
    for team in Team:
        its = [one for one in keys if one.team is team]
        held = [one.holders[instance] for one in its if instance in one.holders]
        if held:
            what = SIGN_IN if belong[team] else NOBODY_YET
            yield INSTANCE.format(team=said(team), entry=held[0], day=_day(held[0]), what=what)
        elif not belong[team]:
            yield NOBODY.format(team=said(team))
        for one in its:
            first = min(one.holders.values(), default="?")
            if one.id not in openable:
                yield LOST.format(team=said(team), entry=first)
            elif one.id not in lasting:
                who = ", ".join(sorted(known[own[key]] for key in one.holders if key in own))
                yield ONLY_LEAVERS.format(team=said(team), entry=first, who=who)


def said(team: Team) -> str:
    """A team by the roles that belong to it."""
    return " and ".join(sorted(f"{role.value.replace('-', ' ')}s" for role in TEAM_ROLES[team]))


def _day(entry: int) -> str:
    return Entry.objects.values_list("day", flat=True).get(index=entry)
