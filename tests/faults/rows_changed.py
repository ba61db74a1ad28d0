"""Somebody changes rows in the database."""

from datetime import date

from evenhand.records.models import (
    Account,
    Appointment,
    Complaint,
    Entry,
    Grant,
    Head,
    Look,
    Period,
    Record,
    RulebookText,
    Sealed,
    Step,
    SubmissionToken,
)
from evenhand_register.entry import Entry as EntryText
from tests.clerk.furnished import database_password, sql
from tests.faults.house import House
from tests.faults.scenario import Told, plain, scenario

DOCTOR = "whoever runs `evenhand doctor`, which needs no key"
NOTHING = "nothing: the acts say what was there"


def named(house: House, lost: str = NOTHING, who: str = DOCTOR) -> Told:
    """What the doctor says of it."""
    return Told(plain(house.doctor()), lost, who)


@scenario("A role given to oneself, by a row in the table of appointments")
def a_role_given_to_oneself(house: House) -> Told:
    """A role is an act in the register; a row without one is named."""
    ivan = Account.objects.get(login="ivan")
    Appointment.objects.create(
        ref="a-0123456789", person=ivan, role="decision-maker", by="me", since="2026-01-01", entry=3
    )
    return named(house)


@scenario("An appointment made to begin earlier than it did")
def an_appointment_back_dated(house: House) -> Told:
    """The act says since when."""
    Appointment.objects.filter(person__login="dora").update(since=date(2020, 1, 1))
    return named(house)


@scenario("An appointment that was ended is brought back")
def an_appointment_brought_back(house: House) -> Told:
    """The act that ended it stands in the register."""
    Appointment.objects.exclude(ended_entry=None).update(ended_entry=None, until=None)
    return named(house)


@scenario("Another password put into somebody's account")
def a_password_exchanged(house: House) -> Told:
    """It opens nothing, since keys are wrapped to the old one; and it is named."""
    other = Account.objects.get(login="ines").credentials
    Account.objects.filter(login="dora").update(credentials={**other, "salt": "AAAA"})
    return named(house)


@scenario("A complaint closed by a change of its row")
def a_complaint_closed_in_the_table(house: House) -> Told:
    """No decision is made on the row; until somebody looks, lists show it."""
    Complaint.objects.filter(index=Complaint.objects.order_by("index").first().index).update(stage="closed")
    return named(house)


@scenario("A counted step removed, so that a figure looks better")
def a_counted_step_removed(house: House) -> Told:
    """Steps are folded from the acts again."""
    Step.objects.order_by("id").first().delete()
    return named(house)


@scenario("A closed month stretched, so that it counts other entries")
def a_period_stretched(house: House) -> Told:
    """The edges stand in a public act."""
    Period.objects.update(end=1)
    return named(house, who=f"{DOCTOR}; everyone who reads the published act of that period")


@scenario("A look at a case removed after its day was sealed")
def a_look_removed(house: House) -> Told:
    """Each day's looks are hashed into an act. The looks themselves stand nowhere else."""
    Look.objects.order_by("id").first().delete()
    return named(house, "the look: that there was one more is proved, and not whose")


@scenario("A key's way in removed, so that somebody can no longer read")
def a_wrap_removed(house: House) -> Told:
    """Every wrap stands in an act by its hash."""
    Grant.objects.order_by("id").first().delete()
    return named(house, "what only that key could open, unless a backup has the row")


@scenario("A way in added for a key of one's own")
def a_wrap_added(house: House) -> Told:
    """Without the compartment's key it opens nothing, and it is named."""
    Grant.objects.create(compartment=Grant.objects.first().compartment, to="me", wrap=b"made up", entry=3)
    return named(house)


@scenario("The sealed words of a complaint overwritten")
def sealed_words_overwritten(house: House) -> Told:
    """The address of a ciphertext is its hash, and facts list it."""
    words = Sealed.objects.filter(what="content").order_by("entry", "address").first()
    Sealed.objects.filter(address=words.address).update(ciphertext=b"nothing at all")
    return named(house, "these words, unless a backup has them")


@scenario("A file of evidence deleted from the store")
def a_file_deleted(house: House) -> Told:
    """Facts list every file by the hash of its ciphertext."""
    house.team.office.blobs.remove(Sealed.objects.get(what="file").address)
    return named(house, "the file, unless a backup has it")


@scenario("A file of evidence overwritten in the store")
def a_file_overwritten(house: House) -> Told:
    """Its bytes no longer give its address."""
    path = house.team.office.blobs.path(Sealed.objects.get(what="file").address)
    path.chmod(0o600)
    path.write_bytes(b"Another letter.")
    return named(house, "the file, unless a backup has it")


@scenario("The rulebook made milder after it was adopted")
def a_rulebook_changed(house: House) -> Told:
    """Cases pin the hash of the rulebook they were received under."""
    text = RulebookText.objects.get().text
    assert "highest = 11" in text
    RulebookText.objects.update(text=text.replace("highest = 11", "highest = 4", 1))
    return named(house)


@scenario("The mark removed that keeps a complaint sent twice from counting twice")
def a_token_removed(house: House) -> Told:
    """It stands in the act of receiving."""
    SubmissionToken.objects.order_by("complaint").first().delete()
    return named(house)


@scenario("The facts of an act rewritten, with the database's safeguards switched off")
def facts_rewritten(house: House) -> Told:
    """The fingerprint in the register is over every byte of them."""
    with database_password():
        record = Record.objects.filter(act="received").order_by("entry_id").first()
        facts = bytes(record.facts).replace(b'"category":"har"', b'"category":"oth"')
        sql('UPDATE records_record SET facts = %s WHERE "index" = %s', facts, record.entry_id)
        return named(house, "what the act said, unless a backup has it; that it said something else is proved")


@scenario("A line put into the register's table behind the program's back")
def an_entry_put_in(house: House) -> Told:
    """Numbers are given out by the head alone. Nothing is signed until somebody has looked."""
    head = Head.objects.get()
    body = EntryText("event", head.day, bytes(32), house.team.office.scheme().scheme, None, None).render()
    Entry.objects.create(index=head.size, kind="event", day=head.day, record=bytes(32), body=body)
    return named(house, who=f"{DOCTOR}; the clerk, who signs nothing more and says so in the log")


@scenario("The day up to which the register has come set to one far ahead")
def the_heads_day_changed(house: House) -> Told:
    """Entries carry days that never run backwards, so every later one would carry the false day."""
    Head.objects.update(day="2999-12-31")
    return named(house)
