"""Who reaches what (DESIGN 5.16 and 7; B1, C1, H1, H7): every address of every door, every act, every role, every relation to a
complaint, as `table` has it.

The default run asks for a part that chance chooses (`-p randomly` prints the seed); `./run test --full` asks for all of it.
"""

import random  # noqa: TID251  (seeded by the run)
import re
from dataclasses import replace
from html import unescape
from itertools import product

import pytest
from django.urls import reverse

from evenhand.doors.desk.acts import ACTS as PAGES
from evenhand.doors.desk.worklist import Filters
from evenhand.doors.staff.gate import COOKIE
from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.numbers import number, parse_number
from evenhand.records.models import Case, Complaint, Look
from evenhand.records.queries.asked import SORTS
from evenhand.records.queries.queues import QUEUES
from evenhand.records.queries.register import size
from tests.doors.desk.house import CANARIES, canaries_in
from tests.doors.wall.asking import ASKS_NOTHING, METHODS, Answer, Place, ask, listed, numbers_in, offered, places
from tests.doors.wall.everybody import WAITING, Everybody
from tests.doors.wall.table import (
    ADDRESSES,
    COMPLAINTS,
    LOOKS_FOR_PARTIES,
    OVERSEE,
    PEOPLE,
    STRANGERS,
    WORK_ON_CASES,
    Reach,
    doers,
    sights,
    told_who,
)
from tests.hostile.surface import patterns

pytestmark = pytest.mark.django_db
SIGHT, TOLD_WHO, MAY = sights(), told_who(), doers()
ONLY_READ = {Reach.SEES, Reach.READS, Reach.IS_TOLD_WHO, Reach.DRAWN}
WHO_ASKS = ('SELECT 1 AS "a" FROM "records_account"', 'SELECT "records_account"', 'SELECT "records_appointment"')
UNSEEN = {login: [name for name in COMPLAINTS if SIGHT[login, name] == "."] for login in PEOPLE}
BLIND = [login for login in PEOPLE if len(UNSEEN[login]) == len(COMPLAINTS)]
"""Who sees no complaint at all."""


@pytest.fixture(autouse=True)
def _stopped(everybody) -> None:
    everybody.stop_the_clock()


@pytest.fixture
def chance(request) -> random.Random:
    return random.Random(request.config.getoption("randomly_seed", 7))


def test_the_table_has_every_address_role_stage_and_act(everybody):
    assert set(ADDRESSES) == {name for name, _pattern in patterns()}
    assert {role for roles in PEOPLE.values() for role in roles} == set(Role)
    assert set(Complaint.objects.filter(imported=False).values_list("stage", flat=True)) == set(ComplaintStage)
    assert set(
        Case.objects.filter(complaint__in=everybody.complaints.values()).values_list("stage", flat=True)
    ) == set(CaseStage)
    assert {slug for slug, _on, _complaint in MAY} == {page.slug for page in PAGES}
    assert all(SIGHT[login, complaint] != "." for (_, _, complaint), who in MAY.items() for login in who - {"nobody"})


def test_leadership_the_press_office_and_administrators_have_an_empty_column():
    kept_out = {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY, Role.LEADERSHIP, Role.PUBLICATION_OFFICER}
    kept = [login for login, roles in PEOPLE.items() if kept_out & set(roles)]
    assert [*kept, "edna", "nora"] == BLIND
    assert not set(BLIND) & {login for who in [*MAY.values(), *TOLD_WHO.values()] for login in who}


def expected(login: str, complaint: str, place: Place, method: str) -> int:
    """The status that the table promises."""
    if method not in ("GET", "HEAD") and (method != "POST" or place.reach in ONLY_READ):
        return 405
    seen = SIGHT[login, complaint]
    if seen == "." or place.on == "no such case" or (place.slug and place.slug not in {page.slug for page in PAGES}):
        return 404
    match place.reach:
        case Reach.SEES:
            return 200
        case Reach.READS:
            return 200 if seen == "w" else 404
        case Reach.DRAWN:
            return 404
        case Reach.IS_TOLD_WHO:
            return 200 if login in TOLD_WHO[complaint] else 403
        case _:
            if place.on == "case" and complaint in (
                "received",
                "acknowledged",
                "accepted",
                "declined",
                "following",
                "apart",
            ):
                return 404  # it has no case
            allowed = login in MAY.get((place.slug, place.on, complaint), ())
            return 403 if not allowed else 422 if method == "POST" else 200


def look(everybody: Everybody, login: str, complaint: str, place: Place, method: str) -> Answer:
    """Ask for one page of one complaint, and see that nothing is recorded, or said of what this person does not see."""
    index = everybody.complaints[complaint]
    everybody.stop_the_clock()
    answer = ask(everybody.clients[login], place.of(index), method, everybody.complaints.values())
    told = (login, complaint, place, method)
    assert size() == everybody.entries, told
    assert answer.status == expected(login, complaint, place, method), told
    assert [name for name in numbers_in(answer.body, everybody.complaints) if name in UNSEEN[login]] == [], told
    if SIGHT[login, complaint] != "w":
        assert canaries_in(answer.body) == [], told
    if place.reach is Reach.SEES and method == "GET" and answer.status == 200:
        assert offered(answer.body) == {
            (slug, on) for (slug, on, of), who in MAY.items() if of == complaint and login in who
        }, told
    return answer


def check(everybody: Everybody, login: str, complaint: str, place: Place, method: str) -> None:
    """What somebody may not see is what is absent, byte for byte and query for query, and nobody has looked at it."""
    if place.slug in ASKS_NOTHING and method == "POST" and login in MAY.get((place.slug, place.on, complaint), ()):
        return  # it would be done: `tests/doors/desk/test_acts.py` does it
    answer = look(everybody, login, complaint, place, method)
    if SIGHT[login, complaint] == ".":
        looks = Look.objects.filter(person=everybody.refs[login], complaint=everybody.complaints[complaint])
        assert not looks.exists(), (login, complaint, place, method)
        assert answer == absent(everybody, login, place, method), (login, complaint, place, method)


def absent(everybody: Everybody, login: str, place: Place, method: str) -> Answer:
    """What that person gets there for a number that was never given; asked once."""
    key = (login, place, method)
    if key not in everybody.absent_answers:
        everybody.absent_answers[key] = look(everybody, login, "absent", place, method)
    return everybody.absent_answers[key]


def pages_of(everybody: Everybody, complaint: str) -> list[Place]:
    """Every page of a complaint; where it has no file of its own, with the address of another's."""
    [file, *_] = everybody.files(complaint) or everybody.files("held")
    return places(file)


def test_a_part_of_all_pages_of_all_complaints_is_as_the_table_has_it(everybody, chance):
    for login, complaint in chance.sample(list(product(PEOPLE, COMPLAINTS)), 160):
        check(everybody, login, complaint, chance.choice(pages_of(everybody, complaint)), chance.choice(METHODS))


@pytest.mark.parametrize("login", ["lena", "paul", "adam"])
def test_who_is_kept_out_gets_the_absent_page_at_every_page_of_a_held_case(everybody, login):
    for place in pages_of(everybody, "held"):
        check(everybody, login, "held", place, "GET")


@pytest.mark.slow
@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_every_page_of_every_complaint_is_as_the_table_has_it(everybody, complaint, chance):
    for login, place in product(PEOPLE, pages_of(everybody, complaint)):
        check(everybody, login, complaint, place, chance.choice(("GET", "POST", chance.choice(METHODS))))


def test_the_worklist_shows_and_counts_what_the_table_lets_each_see(everybody):
    for login, client in ((login, everybody.clients[login]) for login in PEOPLE):
        page = ask(client, "/desk/?stage=any").body
        seen = {number(everybody.complaints[name]) for name in set(COMPLAINTS) - set(UNSEEN[login])}
        assert listed(page) - {everybody.theirs} == seen, login
        for queue, count in re.findall(r'href="(/desk/\?queue=[^"]+)".*?(\d+)', page.decode(), re.DOTALL):
            waiting = listed(ask(client, unescape(queue)).body)
            assert waiting <= {*seen, everybody.theirs}, (login, queue)
            assert len(waiting) == int(count), (login, queue)


def questions(everybody: Everybody) -> list[str]:
    """Whatever a list can be asked, each filter with each of its answers; a number is asked for of each complaint."""
    said = {
        "stage": ["any", *ComplaintStage, *CaseStage],
        "category": ["har"],
        "queue": list(QUEUES),
        "number": [*map(number, everybody.complaints.values()), "EH", "0"],
        "sort": [way + name for name in SORTS for way in ("", "-")],
        "page": ["2", "99999"],
        "mine": ["on"],
        "late": ["on"],
        "held": ["on"],
        "handler": list(everybody.refs.values()),
        "since": ["2026-01-01"],
        "until": ["2026-12-31"],
        "party": ["0" * 24],
    }
    assert set(Filters.base_fields) <= set(said)
    return [f"/desk/?stage=any&{name}={answer}" for name, answers in said.items() for answer in answers]


def test_a_complaint_that_is_linked_with_another_does_not_tell_its_number_to_who_does_not_see_it(everybody):
    other = number(everybody.complaints["twin"]).encode()
    held = Place(Reach.SEES)
    seen = {
        login: ask(everybody.clients[login], held.of(everybody.complaints["held"])).body for login in ("mona", "ivan")
    }
    assert other in seen["mona"]
    assert other not in seen["ivan"]
    assert b"one that is not yours to see: Same respondent" in seen["ivan"]


def test_nobody_in_the_office_finds_what_is_set_apart_by_any_way_there_is(everybody, chance):
    """Its page, its files, its acts, a list, a filter, a link from a complaint that they do see: as if it had never been."""
    inside = [login for login, roles in PEOPLE.items() if set(roles) != {Role.OUTSIDE_HANDLER}]
    for login in inside:
        assert {SIGHT[login, name] for name in ("apart", "handed")} <= (
            {"c"} if Role.OVERSEER in PEOPLE[login] else {"."}
        )
    numbers = [number(everybody.complaints[name]).encode() for name in ("apart", "handed")]
    for login in ("mona", "ines", "ivan", "dora", "adam", "lena", "os"):
        shown = [Place(Reach.SEES).of(everybody.complaints[name]) for name in ("moved", "apart", "handed")]
        for where in (*chance.sample(questions(everybody), 6), *shown):
            body = ask(everybody.clients[login], where).body
            assert not [one for one in numbers if one in body and one.decode() not in where], (login, where)
    linked = ask(everybody.clients["mona"], Place(Reach.SEES).of(everybody.complaints["moved"])).body
    assert b"one that is not yours to see: Same respondent" in linked


def test_a_party_is_found_where_the_table_lets_somebody_see_the_complaint_and_nowhere_else(everybody):
    """All of these have the same respondent, as far as they have a case; who is blind is told whose the search is."""
    with_case = set(Case.objects.values_list("complaint", flat=True))
    for login in sorted(PEOPLE):
        client = everybody.clients[login]
        answer = client.post(reverse("desk:search"), {"party": CANARIES["respondent"]})
        assert answer.status_code == (302 if login in LOOKS_FOR_PARTIES else 403), login
        if login in LOOKS_FOR_PARTIES:
            seen = {everybody.complaints[name] for name in COMPLAINTS if SIGHT[login, name] != "."}
            found = listed(ask(client, answer["Location"]).body)
            assert found == {number(index) for index in seen & with_case}, login


def test_no_filter_order_or_page_of_the_list_shows_more_than_the_table(everybody, chance):
    for login in PEOPLE:
        client = everybody.clients[login]
        asked, plain = questions(everybody), ask(client, "/desk/")
        for where in asked if login == "lena" else chance.sample(asked, 3):
            answer = ask(client, where)
            assert not listed(answer.body) & {number(everybody.complaints[name]) for name in UNSEEN[login]}, (
                login,
                where,
            )
            if login in BLIND:
                assert answer == plain, (login, where)


def test_pages_that_belong_to_no_complaint_are_for_those_of_the_table(everybody):
    by_reach = {reach: [name for name, its in ADDRESSES.items() if its is reach] for reach in Reach}
    for login, roles in PEOPLE.items():
        client = everybody.clients[login]
        for name in by_reach[Reach.STAFF]:
            answer = ask(client, reverse(name))
            assert answer.status == 200, (login, name)
            assert canaries_in(answer.body) == [], (login, name)
            assert not set(numbers_in(answer.body, everybody.complaints)) & set(UNSEEN[login]), (login, name)
        for name in by_reach[Reach.STAFF_SENDS]:
            answers = [ask(client, reverse(name), method) for method in ("GET", "POST")]
            assert answers[0].status == 405, (login, name)
            assert answers[1].status in (200, 422), (login, name)
            assert canaries_in(answers[1].body) == [], (login, name)
        for name, role, otherwise in (
            ("desk:health", Role.ADMINISTRATOR, 404),
            ("desk:new-account", Role.ADMINISTRATOR, 404),
            ("desk:register", Role.INTAKE_OFFICER, 403),
        ):
            for method in ("GET", "HEAD"):
                assert ask(client, reverse(name), method).status == (200 if role in roles else otherwise), (
                    login,
                    name,
                )
            if role not in roles:
                assert ask(client, reverse(name), "POST").status == otherwise, (login, name)
        works = login in WORK_ON_CASES
        end = reverse("desk:end-tie", args=["t-0"])
        assert ask(client, reverse("desk:ties")).status == (200 if works else 403), login
        assert ask(client, end).status == ask(client, end, "POST").status == (302 if works else 403), login
        looks = login in LOOKS_FOR_PARTIES
        assert ask(client, reverse("desk:search")).status == (200 if looks else 403), login
        assert ask(client, reverse("desk:make-findable")).status == (302 if looks else 403), login
        if not looks:
            for name in by_reach[Reach.LOOKS_FOR_PARTIES]:
                assert ask(client, reverse(name), "POST").status == 403, (login, name)


@pytest.mark.parametrize(
    ("name", "of", "who"),
    [
        ("desk:end-account", "nora", {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY}),
        ("desk:confirm-account", WAITING, {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY}),
        ("desk:line", "nora", {Role.APPOINTING_AUTHORITY}),
    ],
)
def test_only_those_who_make_and_end_accounts_or_appoint_find_the_pages_of_it(everybody, name, of, who):
    where = reverse(name, args=[everybody.refs[of]])
    absent = reverse(name, args=["s-nobody"])
    for login, roles in PEOPLE.items():
        ends = who & set(roles)
        answers = [ask(everybody.clients[login], address) for address in (where, absent)]
        assert [answer.status for answer in answers] == ([200, 404] if ends else [404, 404]), login
        assert ends or answers[0] == answers[1], login


def overseers_pages(everybody: Everybody) -> dict[str, int]:
    """Every address of the overseers' door, and what an overseer gets there who opens it."""
    filled = {
        "oversight:ask": [number(everybody.complaints["held"])],
        "oversight:confirm": ["0" * 32],
        "oversight:decline": ["0" * 32],
        "oversight:forget": ["0" * 32],
        "oversight:note": [everybody.note],
        "oversight:sample": [1],
        "oversight:sample-file": [1, "json"],
    }
    expected = {Reach.OVERSEES: 200, Reach.OVERSEES_SENDS: 405}
    return {
        reverse(name, args=filled.get(name, ())): expected[reach]
        for name, reach in ADDRESSES.items()
        if reach in expected
    }


def test_the_overseers_door_is_for_overseers_and_for_everybody_else_nothing_is_there(everybody):
    """Whatever the method, the answer is that of an address that was never given, and nothing was looked up but who asks."""
    for login in PEOPLE:
        client = everybody.clients[login]
        for where, status in overseers_pages(everybody).items():
            if login in OVERSEE:
                answer = ask(client, where)
                assert answer.status == status, (login, where)
                assert canaries_in(answer.body) == [], (login, where)
                continue
            absent = ask(client, "/desk/no-such-page/")
            for method in METHODS:
                answer = ask(client, where, method)
                assert answer.status == 404, (login, where, method)
                assert answer.body == (b"" if method == "HEAD" else absent.body), (login, where, method)
                assert answer.headers == absent.headers, (login, where, method)
                others = [sql for sql in answer.queries if not sql.startswith(WHO_ASKS)]
                assert others == [], (login, where, method)
        shown = b'href="/desk/oversight/"' in ask(client, "/desk/rules/").body
        assert shown == (login in OVERSEE), login
    assert size() == everybody.entries


def test_only_an_appointing_authority_finds_where_recommendations_are_answered(everybody):
    pages = [reverse("desk:recommendations"), reverse("desk:answer", args=[1, 1])]
    for login, roles in PEOPLE.items():
        client = everybody.clients[login]
        absent = ask(client, reverse("desk:answer", args=[1, 99]))
        for where, method in product(pages, ("GET", "POST")):
            answer = ask(client, where, method)
            if Role.APPOINTING_AUTHORITY in roles:
                sent = 422 if where == pages[1] else 405
                assert answer.status == (200 if method == "GET" else sent), (login, where)
            else:
                assert (answer.status, answer.body) == (404, absent.body) or answer.status == 405, (login, where)
    assert size() == everybody.entries


@pytest.mark.parametrize("who", STRANGERS)
def test_who_is_not_signed_in_is_sent_to_sign_in_whatever_there_is(everybody, who, chance):
    client = everybody.clients[who]
    for complaint in ("held", "imported", "absent"):
        index = everybody.complaints[complaint]
        for place in chance.sample(places("0" * 64), 8):
            for method in METHODS:
                answer = ask(client, place.of(index), method, everybody.complaints.values())
                assert answer.status == (403 if method == "POST" else 302), (place, method)
                assert answer.queries == (), (place, method)
                if method != "POST":
                    assert answer.headers["Location"].startswith("/desk/sign-in/?next=%2Fdesk%2F"), place
    for name, reach in ADDRESSES.items():
        if reach in (Reach.STAFF, Reach.STAFF_SENDS, Reach.INTAKE, Reach.LOOKS_FOR_PARTIES, Reach.ADMINISTRATOR):
            assert ask(client, reverse(name)).status == 302, name
    for where in overseers_pages(everybody):
        assert ask(client, where).status == 302, where
        assert ask(client, where, "POST").status == 403, where


def public_addresses(everybody: Everybody) -> list[str]:
    """One of each, about the first entry of a complaint that few see. Its number is another way of writing its place."""
    index = everybody.complaints["held"]
    filled = {"number": 1, "entry": index, "index": index, "name": "0" * 64, "rest": "0/000"}
    return [
        reverse(name, kwargs={key: filled[key] for key in pattern.pattern.converters})
        for name, pattern in patterns()
        if ADDRESSES[name] is Reach.SAME_FOR_ALL
    ]


def test_the_public_pages_are_the_same_bytes_whoever_asks(everybody):
    for where, method in product(public_addresses(everybody), ("GET", "HEAD", "OPTIONS")):
        answers = {
            who: ask(everybody.clients[who], where, method) for who in ("nobody", "complainant", "mona", "lena")
        }
        assert answers["nobody"].status in (200, 404, 405), where
        for who, answer in answers.items():
            assert replace(answer, queries=()) == replace(answers["nobody"], queries=()), (who, where, method)
            assert set(numbers_in(answer.body, everybody.complaints)) <= {"held"}, where
            assert canaries_in(answer.body) == [], where


def test_who_is_signed_in_at_the_desk_is_a_visitor_in_the_portal(everybody):
    filled = {
        "name": "about",
        "draw": "d-0",
        "index": everybody.complaints["held"],
        "address": everybody.files("held")[0],
    }
    for name, pattern in patterns():
        if ADDRESSES[name] in (Reach.VISITORS, Reach.HOLDER):
            where = reverse(name, kwargs={key: filled[key] for key in pattern.pattern.converters})
            answers = [ask(everybody.clients[who], where) for who in ("nobody", "mona", "lena")]
            assert answers[0] == answers[1] == answers[2], where
            assert canaries_in(answers[0].body) == [], where


def test_whoever_holds_a_phrase_finds_nothing_of_any_other_complaint(everybody):
    client = everybody.clients["complainant"]
    assert ask(client, reverse("portal:track")).status == 200
    absent_file = ask(client, reverse("portal:file", args=["0" * 64]))
    absent_receipt = {
        name: ask(client, reverse(name, args=[987_654]), "GET", everybody.complaints.values())
        for name in ("portal:receipt", "portal:receipt-file")
    }
    assert absent_file.status == 404
    for complaint in COMPLAINTS[:-1]:
        index = everybody.complaints[complaint]
        for name, absent in absent_receipt.items():
            assert ask(client, reverse(name, args=[index]), "GET", everybody.complaints.values()) == absent, (
                complaint,
                name,
            )
        for file in everybody.files(complaint)[:1]:
            found = ask(client, reverse("portal:file", args=[file]))
            assert (found.status, found.body, found.headers) == (404, absent_file.body, absent_file.headers), (
                complaint
            )
            assert len(found.queries) == len(absent_file.queries), complaint


@pytest.mark.parametrize("login", ["lena", "mona"])
def test_who_complained_has_the_portal_and_no_more_whatever_their_office(everybody, login):
    both = everybody.fresh()
    both.cookies.update(everybody.clients["complainant"].cookies)
    both.cookies[COOKIE] = everybody.clients[login].cookies[COOKIE].value
    theirs = Place(Reach.SEES).of(parse_number(everybody.theirs))
    assert everybody.theirs.encode() in ask(both, reverse("portal:track")).body
    assert (
        ask(both, theirs).status == ask(everybody.clients[login], theirs).status == (404 if login == "lena" else 200)
    )
    if login == "lena":
        assert ask(both, "/desk/?stage=any") == ask(everybody.clients[login], "/desk/")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/desk/", "/\\elsewhere.example", "/desk/\\..//elsewhere.example", "/desk/../../",
        "javascript:alert(1)", "/desk/\r\nLocation: //elsewhere.example", "\x00/desk/", "/register/", "desk/", "///desk/", "",
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_but_to_the_desk(everybody, elsewhere):
    client = everybody.fresh()
    page = client.get("/desk/sign-in/", {"next": elsewhere}).content
    assert b"elsewhere.example" not in page
    answer = client.post("/desk/sign-in/", {**everybody.credentials("nora"), "next": elsewhere})
    assert answer.status_code == 302
    assert re.fullmatch(r"/desk/(?!.*\.\.)[^\\\r\n]*", answer["Location"]), answer["Location"]
    assert COOKIE in client.cookies
