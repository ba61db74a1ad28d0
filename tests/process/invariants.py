"""The invariants of DOMAIN 5.3 that the process touches, asked of histories and not of the state that the rules themselves keep.

Each function takes a world and a complaint's index and fails with an AssertionError. They share no code with the rules.
"""

from datetime import date, timedelta
from itertools import count, islice

from evenhand.process.clocks import next_step, promises
from evenhand.process.codes import ClockCode
from evenhand.process.facts import Recorded
from evenhand.process.projection import rows
from evenhand.process.rules import UNDECIDED
from evenhand.process.visibility import Sight, sees, summary
from tests.process.world import World

DUTY_OF_ACT = {
    "assessed": "triage",
    "investigation-started": "investigate",
    "notice-given": "investigate",
    "recommended": "investigate",
    "decision-made": "decide",
    "override-verified": "review",
    "override-vetoed": "review",
}
BREACH = {"proved", "proved-in-part", "admitted"}
COVERS = {"cover-event", "cover-outcome"}
SAYS_WHO = COVERS | {"complainant-recorded"}
OVERSEERS = {"reopened", "oversight-opened", "oversight-closed", "oversight-found"}
"""What overseers do, and nobody else. The last but one the clerk does, too."""
"""Written with another act, by whoever did that."""
REPLIES = {"reply-recorded", "reply-window-passed", "reply-waived"}


def of_case(history: list[Recorded], number: int) -> list[Recorded]:
    """The facts of one case, with the reopenings that concern it."""
    return [each for each in history if each.data.get("case") == number or number in each.data.get("cases", ())]


def cases(history: list[Recorded]) -> list[int]:
    """The numbers of a complaint's cases."""
    return [each.data["case"] for each in history if each.act == "case-opened"]


def invariant_1_no_sanction_without_a_chance_to_reply(world: World, index: int) -> None:
    history = world.histories[index]
    for number in cases(history):
        settled, unseen, notice, first = False, False, None, None
        for each in of_case(history, number):
            if each.act == "reopened":
                settled, notice, first = False, None, None
            if each.act == "notice-given":
                settled, notice, unseen = False, each, False
                first = first or each
                assert (date.fromisoformat(each.data["reply_by"]) - each.on).days >= world.pinned[
                    index
                ].reply_floor_days
            if each.act == "evidence-added":
                unseen = notice is not None
            if each.act in REPLIES:
                assert notice is not None
                assert each.on >= first.on
            if each.act in REPLIES - {"reply-recorded"} or each.data.get("complete"):
                settled = True
            if each.act == "reply-window-passed":
                assert each.on > date.fromisoformat(notice.data["reply_by"])
            if each.act in {"recommended", "decision-made", "case-decided"}:
                assert settled
                assert not unseen, "the respondent can answer all that it rests on"
            if each.act in {"recommended", "decision-made"} and each.data["sanction"] > 0:
                assert BREACH & set(each.data["findings"].values())


def duties(world: World, indexes: set[int]) -> dict[str, set[str]]:
    """Who did or was given which duty on any of these complaints."""
    found: dict[str, set[str]] = {}
    for each in (each for index in indexes for each in world.histories[index]):
        if each.act in DUTY_OF_ACT:
            found.setdefault(each.data["by"], set()).add(DUTY_OF_ACT[each.act])
        if each.act == "assigned":
            found.setdefault(each.data["person"], set()).add(each.data["duty"])
    return found


def invariant_2_nobody_has_two_duties_across_links(world: World, index: int) -> None:
    for person, had in duties(world, {index} | world.linked(index)).items():
        assert len(had) <= 1, (person, had)


def invariant_3_nobody_behind_the_wall_acts(world: World, index: int) -> None:
    walled = {"leadership", "publication-officer", "administrator", "appointing-authority"}
    for each in world.histories[index]:
        if each.data["by"] not in {"complainant", "clerk"}:
            roles = {appointment.role for appointment in world.people[each.data["by"]].appointments}
            assert not roles & walled
            assert each.act in COVERS or ("overseer" in roles) == (each.act in OVERSEERS)


def invariant_4_age_never_goes_back(world: World, index: int) -> None:
    state = world.complaints[index]
    assert state.received_on == world.histories[index][0].on
    if state.closed_on is None:
        assert rows(state, world.pinned[index])["complaint"][0]["received_on"] == world.histories[index][0].on


def invariant_5_closed_means_outcome_reasons_notice_and_remedy(world: World, index: int) -> None:
    history = world.histories[index]
    for place, each in enumerate(history):
        before = history[:place]
        if each.act == "case-closed":
            mine = of_case(before, each.data["case"])
            since = [one.act for one in mine][_last(mine, "case-decided") :]
            assert since.count("told") == 2
            assert "decision-made" in [one.act for one in mine]
            told = [one for one in mine if one.act == "told"][-2:]
            assert {one.data["to"] for one in told} == {"complainant", "respondent"}
            assert all(date.fromisoformat(one.data["remedy_by"]) > one.on for one in told)
        if each.act == "complaint-closed" and each.data["outcome"] in {"out-of-scope", "duplicate"}:
            assert [one.act for one in before[_last(before, "assessed") :]].count("told") == 1
        if each.act == "complaint-closed" and each.data["outcome"] not in {"out-of-scope", "duplicate"}:
            for number in cases(before):
                mine = [one.act for one in of_case(before, number) if one.act in {"case-closed", "reopened"}]
                assert mine, "a case that was never closed"
                assert mine[-1] == "case-closed"


def _last(history: list[Recorded], act: str) -> int:
    return max(place for place, each in enumerate(history) if each.act == act)


def invariant_7_the_rulebook_stays(world: World, index: int) -> None:
    pinned = world.pinned[index]
    assert world.complaints[index].rulebook == world.histories[index][0].data["rulebook"] == pinned.hash
    first = next(each for each in promises(world.complaints[index], pinned) if each.code == "acknowledge")
    length = pinned.clocks[ClockCode.ACKNOWLEDGE].length
    days = (first.started + timedelta(days=n) for n in count(1))
    assert list(islice((day for day in days if pinned.working_days.works(day)), length))[-1] == first.due


ENDS = {
    "acknowledge": {"acknowledged"},
    "assess": {"assessed"},
    "open-case": {"case-opened"},
    "assign": {"assigned"},
    "notice": {"notice-given"},
    "recommend": {"recommended"},
    "decide": {"decision-made"},
    "review": {"case-decided"},
    "tell": {"told"},
    "close": {"case-closed", "complaint-closed"},
    "conclude": {"complaint-closed"},
}
"""What keeps each of our promises."""


def _of(case: int | None, each: Recorded) -> bool:
    """Whether an act can keep a promise on that case, or on the complaint, whose first case is an act on it as well."""
    return each.data.get("case") == case or (case is None and each.act == "case-opened")


def invariant_5_2_a_promise_is_kept_on_the_day_on_which_that_was_recorded(world: World, index: int) -> None:
    for promise in promises(world.complaints[index], world.pinned[index]):
        if promise.code == "reply":
            assert not promise.late(world.today), "it is the respondent's time, and no promise of ours"
        elif promise.done is not None:
            written = {
                world.recorded_on[each.index]
                for each in world.histories[index]
                if each.act in ENDS[promise.code] and _of(promise.case, each)
            }
            assert promise.done in written, promise
            assert promise.late(world.today) == (promise.done > promise.due)


def invariant_5_2_what_is_overdue_shows_as_late(world: World, index: int) -> None:
    state, book = world.complaints[index], world.pinned[index]
    open_promises = [each for each in promises(state, book) if each.done is None]
    overdue = [each for each in open_promises if each.due < world.today and each.code != "reply"]
    assert next_step(state, book, world.today).late == bool(overdue)
    due = rows(state, book)["complaint"][0]["next_due_on"]
    assert due == min((each.due for each in open_promises), default=None)


def invariant_8_so_many_rungs_either_way_wait_for_an_independent_reviewer(world: World, index: int) -> None:
    history = world.histories[index]
    for number in cases(history):
        mine = of_case(history, number)
        for place, each in enumerate(mine):
            if each.act == "decision-made":
                _check_departure(mine, place, world.pinned[index].override_threshold)
            if each.act in {"override-verified", "override-vetoed"}:
                _check_reviewer(world, index, each)
            if each.act == "override-vetoed":
                _check_fresh_hands(mine, place)


def _check_departure(mine: list[Recorded], place: int, threshold: int) -> None:
    made = mine[place]
    said = next(each for each in reversed(mine[:place]) if each.act == "recommended")
    distance = abs(made.data["sanction"] - said.data["sanction"])
    after = [each.act for each in mine[place + 1 :]]
    if distance == 0 and made.data["findings"] == said.data["findings"]:
        assert after[0] == "case-decided"
        return
    override = mine[place + 1]
    assert override.act == "overridden"
    assert override.data["distance"] == distance
    way = "level" if distance == 0 else "up" if made.data["sanction"] > said.data["sanction"] else "down"
    assert override.data["direction"] == way
    assert override.data["held"] == (distance >= threshold or override.data["reason"] == "other")
    rest = [act for act in after[1:] if act not in {"message-sent", "evidence-added"}]
    if not override.data["held"]:
        assert rest[0] == "case-decided"
    elif rest:
        assert rest[0] == "override-vetoed" or rest[:2] == ["override-verified", "case-decided"]


def _check_reviewer(world: World, index: int, review: Recorded) -> None:
    reviewer = review.data["by"]
    for one in linked_before(world, index, review.index):
        for each in world.histories[one]:
            if each.index < review.index and each.act not in COVERS:
                assert reviewer != each.data["by"]
                assert each.act != "assigned" or reviewer != each.data["person"]
    overrider = next(
        each.data["by"]
        for each in reversed(world.histories[index])
        if each.act == "overridden" and each.data["case"] == review.data["case"] and each.index < review.index
    )
    appointments = world.people[reviewer].appointments
    wanted = "outside-handler" if _apart_before(world, index, review.index) else "reviewer"
    assert wanted in {appointment.role for appointment in appointments}
    assert not {overrider, reviewer} & {appointment.by for appointment in appointments}


def linked_before(world: World, index: int, moment: int) -> set[int]:
    """The complaint and all that had been linked with it, in either direction, before that entry."""
    pairs = [
        (one, each.data["other"])
        for one, history in world.histories.items()
        for each in history
        if each.act == "linked" and each.index < moment
    ]
    found: set[int] = set()
    new = {index}
    while new:
        found |= new
        new = {b for a, b in pairs if a in new} | {a for a, b in pairs if b in new}
        new -= found
    return found


def _check_fresh_hands(mine: list[Recorded], place: int) -> None:
    before = {each.data["by"] for each in mine[: place + 1]}
    before |= {each.data["person"] for each in mine[:place] if each.act == "assigned"}
    after = {each.data["by"] for each in mine[place + 1 :] if each.act != "reopened"}
    after |= {each.data["person"] for each in mine[place + 1 :] if each.act == "assigned"}
    assert not (before & after) - {"clerk", "complainant"}


def invariant_11_once_a_pool_is_frozen_only_the_lot_says_who_decides(world: World, index: int) -> None:
    for number in cases(world.histories[index]):
        pool, order, replaced = None, None, set()
        for each in of_case(world.histories[index], number):
            match each.act:
                case "pool-frozen":
                    pool, order, replaced = each, None, set()
                case "override-vetoed" | "reopened":
                    order, replaced = None, set()
                case "panel-drawn":
                    able = {one["person"] for one in pool.data["members"] if one["excluded"] is None}
                    assert set(each.data["order"]) == able
                    order = each.data["order"]
                case "drawn-replaced":
                    replaced.add(each.data["person"])
                case "assigned" if pool is not None and each.data["duty"] == "decide":
                    assert order is not None, "after a veto too, a lot decides who does"
                    assert each.data["person"] == next(ref for ref in order if ref not in replaced)


def invariant_b1_whoever_stepped_down_does_and_sees_nothing_more(world: World, index: int) -> None:
    history, state = world.histories[index], world.complaints[index]
    for place, each in enumerate(history):
        if each.act == "recused":
            me = each.data["by"]
            rest = history[place + 1 :]
            assert not [one for one in rest if one.data["by"] == me], "not even what passes on is theirs"
            assert not [one for one in rest if one.act == "assigned" and one.data["person"] == me]
            assert me not in {case.investigator for case in state.cases if case.stage in UNDECIDED}
            assert me != state.named_officer
            assert sees(world.people[me], summary(state), world.today) is Sight.NOTHING


def invariant_b9_what_is_set_apart_is_for_people_from_outside_alone(world: World, index: int) -> None:
    history, state, apart = world.histories[index], world.complaints[index], False
    inside = set()
    for each in history:
        if apart and each.act not in SAYS_WHO and each.data["by"] not in {"complainant", "clerk"}:
            doers = {each.data["by"], each.data.get("person"), each.data.get("officer")} - {None}
            assert each.act in OVERSEERS or all(_from_outside(world, ref) for ref in doers), each
            assert not doers & inside, "not even with another appointment"
        if not apart and each.act not in COVERS | OVERSEERS | {"recused"}:
            inside |= {each.data["by"], each.data.get("person"), each.data.get("officer")} - {
                None,
                "complainant",
                "clerk",
            }
        apart = apart or each.data.get("apart") is True or each.act == "set-apart"
    assert state.apart == apart
    flat = summary(state)
    for ref, person in world.people.items():
        sight = sees(person, flat, world.today)
        roles = {appointment.role for appointment in person.appointments}
        if not apart:
            assert sight is Sight.NOTHING or not _from_outside(world, ref)
        elif sight is not Sight.NOTHING:
            oversees = sight is Sight.CODES or ref in state.opened_to()
            assert "overseer" in roles if oversees else roles == {"outside-handler"}, (ref, sight)


def invariant_two_overseers_open_it_and_neither_acts_on_it_otherwise(world: World, index: int) -> None:
    """Who reads it as an overseer is one of two who opened it together, and acts on it in no other way (DESIGN 5.14)."""
    state, opened = world.complaints[index], set()
    for each in world.histories[index]:
        if each.act == "oversight-opened":
            assert each.data["by"] != each.data["asked_by"]
            opened |= {each.data["by"], each.data["asked_by"]}
    assert state.opened_to() <= opened == state.openings.keys()
    assert not opened & state.hands.keys()
    for ref, person in world.people.items():
        if "overseer" in person.roles(world.today) and sees(person, summary(state), world.today) is Sight.WORDS:
            assert ref in state.opened_to()


def _from_outside(world: World, ref: str) -> bool:
    return {appointment.role for appointment in world.people[ref].appointments} == {"outside-handler"}


def invariant_b9_from_outside_whoever_decides_or_reviews_did_nothing_else(world: World, index: int) -> None:
    apart, did = False, {}
    for each in world.histories[index]:
        by = each.data["by"]
        if apart and each.act in {"decision-made", "override-verified", "override-vetoed"}:
            decided = {"decision-made", "overridden", "case-decided"}  # another case of it
            assert did.get(by, set()) <= (decided if each.act == "decision-made" else set())
        if each.act not in COVERS:
            did.setdefault(by, set()).add(each.act)
        apart = apart or each.data.get("apart") is True or each.act == "set-apart"


def invariant_b9_no_link_crosses_that_wall(world: World, index: int) -> None:
    """When it was made: one that is set apart later keeps the links it has."""
    for each in world.histories[index]:
        if each.act == "linked":
            assert _apart_before(world, index, each.index) == _apart_before(world, each.data["other"], each.index)


def _apart_before(world: World, index: int, moment: int) -> bool:
    before = [each for each in world.histories[index] if each.index < moment]
    return any(each.act == "set-apart" or each.data.get("apart") is True for each in before)


def invariant_8_nothing_held_shows_as_final(world: World, index: int) -> None:
    for row in rows(world.complaints[index], world.pinned[index])["case"]:
        if row["held"] or row["stage"] not in {"decided", "closed"}:
            assert (row["sanction"], row["outcome"], row["decided_on"]) == (None, None, None)


def invariant_14_nothing_said_is_unsaid(world: World, index: int) -> None:
    history, state = world.histories[index], world.complaints[index]
    framed = [(each.data["case"], each.data["clause"]) for each in history if each.act == "allegation-framed"]
    assert sorted(framed) == sorted((case.number, each.clause) for case in state.cases for each in case.allegations)
    assert set(state.links) == {each.data["other"] for each in history if each.act == "linked"}


def invariant_16_no_gap_in_the_index_line(world: World, index: int) -> None:  # noqa: ARG001  # of all complaints together
    taken = sorted(each.index for history in world.histories.values() for each in history)
    assert taken == list(range(world.size))


INVARIANTS = tuple(check for name, check in list(globals().items()) if name.startswith("invariant_"))
