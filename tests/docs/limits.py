"""The table of limits, from the constants themselves: what is limited, how much, what is said beyond it, and where it stands."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta

from tests.docs.pages import ROOT


@dataclass(frozen=True, slots=True)
class Limit:
    """One constant. `where` is `module:NAME`; `of` says what it counts; `beyond` what happens to what is more."""

    what: str
    where: str
    of: str
    beyond: str

    @property
    def value(self) -> object:
        """What the program has."""
        module, _, name = self.where.partition(":")
        return getattr(importlib.import_module(module), name)

    def row(self) -> str:
        """Its line in the table."""
        module = self.where.partition(":")[0]
        folder = "register/src" if module.startswith("evenhand_register") else "src"
        path = f"{folder}/{module.replace('.', '/')}.py"
        return f"| {self.what} | {spelt(self.value, self.of)} | {self.beyond} | `{path}` |"


def spelt(value: object, of: str) -> str:
    """A number as people read it."""
    if isinstance(value, timedelta):
        value, of = int(value.total_seconds()), "seconds"
    if not isinstance(value, int):
        return f"{value} {of}".strip()
    for name, size in _UNITS.get(of, ()):
        if value >= size and value % size == 0:
            number = value // size
            return f"{number:,} {name.removesuffix('s') if number == 1 else name}".replace(",", " ")
    return f"{value:,} {of}".replace(",", " ").strip()


_UNITS = {
    "bytes": (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)),
    "seconds": (("days", 86_400), ("hours", 3_600), ("minutes", 60)),
}

FILES = "the file is named with a sentence, and the rest goes on without it; counted as an attempt"
FIELD = "the page comes back with all that was typed, and says what is too long"
PLAIN = "a plain page of one sentence"
REFUSED = "one sentence"

GROUPS: dict[str, tuple[Limit, ...]] = {
    "What is written": (
        Limit("a text in the portal", "evenhand.doors.portal.fields:LONGEST", "characters", FIELD),
        Limit("a line in the portal", "evenhand.doors.portal.fields:LONGEST_LINE", "characters", FIELD),
        Limit("a text at the desk", "evenhand.doors.desk.forms.base:LONGEST_TEXT", "characters", FIELD),
        Limit("allegations in one form", "evenhand.doors.desk.forms.case:MOST_ALLEGATIONS", "", "no more rows are offered"),
        Limit("complaints in a sample", "evenhand.process.sampling:MOST_DRAWN", "", FIELD),
        Limit("complaints to draw a sample from", "evenhand.process.sampling:MOST_LISTED", "", REFUSED),
        Limit("a random value for a sample", "evenhand.process.sampling:MOST_VALUE", "characters", REFUSED),
        Limit("the text of an oversight finding", "evenhand.process.systemic:LONGEST_TEXT", "characters", FIELD),
        Limit("recommendations of one", "evenhand.process.systemic:MOST_RECOMMENDATIONS", "", "no more rows are offered"),
        Limit("one recommendation", "evenhand.process.systemic:LONGEST_RECOMMENDATION", "characters", FIELD),
        Limit("an answer to a recommendation", "evenhand.process.systemic:LONGEST_ANSWER", "characters", FIELD),
        Limit("a mark has at least", "evenhand.doors.portal.forms:LEAST_MARK", "characters", FIELD),
        Limit("a phrase as it is typed", "evenhand.vault.phrase:LONGEST_TEXT", "characters", REFUSED),
        Limit("trustees' shares", "evenhand.vault.trustees:MOST_SHARES", "", REFUSED),
        Limit("a trustee's share as it is typed", "evenhand.vault.trustees:LONGEST_TEXT", "characters", "the rest is not read"),
        Limit("a work e-mail address", "evenhand.vault.work_address:LONGEST", "characters", REFUSED),
        Limit("a new password", "evenhand.vault.password_policy:LONGEST", "characters", REFUSED),
        Limit("the words of one form together", "evenhand.site.settings:DATA_UPLOAD_MAX_MEMORY_SIZE", "bytes", "page 400"),
        Limit("fields of one form", "evenhand.site.settings:DATA_UPLOAD_MAX_NUMBER_FIELDS", "", "page 400"),
    ),
    "Files": (
        Limit("one file", "evenhand.office.limits:MOST_BYTES", "bytes", FILES),
        Limit("files of one draft, and of one form", "evenhand.office.limits:MOST_FILES", "", FILES),
        Limit("of the disk, files leave free", "evenhand.office.limits:KEEP_FREE", "bytes", FILES),
        Limit("of a smaller disk, one part in", "evenhand.office.limits:KEEP_SHARE", "", FILES),
        Limit("files that belong to no act yet, together", "evenhand.office.limits:MOST_WAITING", "bytes", FILES),
        Limit("how many of them", "evenhand.office.limits:MOST_WAITING_FILES", "", FILES),
        Limit("from one network in an hour, when crowded", "evenhand.office.limits:FAIR_BYTES", "bytes", FILES),
        Limit("a file that nothing took up is kept", "evenhand.office.uploads:UNCLAIMED", "", "the clerk deletes it"),
    ),
    "Drafts": (
        Limit("a draft is kept after its last change", "evenhand.office.drafts:LASTS", "", "it cannot be opened, and goes"),
        Limit("drafts at once", "evenhand.office.limits:MOST_DRAFTS", "", "those left alone longest make way"),
        Limit("none goes that was changed within", "evenhand.office.limits:LEFT_ALONE", "",
              "the page keeps the words, and says when to send again"),
        Limit("begun from one network in an hour, when crowded", "evenhand.office.limits:FAIR_DRAFTS", "", "the same"),
        Limit("crowded means this share of the room", "evenhand.office.limits:CROWDED", "", "before that nobody is counted"),
    ),
    "Requests": (
        Limit("worked on at once, on a large machine", "evenhand.site.bodies:MOST_SEATS", "",
              "the others wait their turn; none is refused"),
        Limit("in at once, most of them waiting", "evenhand.site.web:THREADS", "", "the others wait to be let in"),
        Limit("one request", "evenhand.site.bodies:MOST_REQUEST", "bytes", PLAIN),
        Limit("16 KiB of a body may take", "evenhand.site.bodies:PIECE_SECONDS", "seconds",
              "the connection is ended, and nothing of it is done"),
        Limit("a whole body may take", "evenhand.site.bodies:BODY_SECONDS", "seconds", "the same"),
        Limit("bodies that came slowly at once", "evenhand.site.bodies:MOST_SLOW", "", PLAIN),
        Limit("of these from one network", "evenhand.site.bodies:MOST_SLOW_FROM_ONE", "", PLAIN),
        Limit("a database is waited for", "evenhand.site.settings:PATIENCE", "seconds", "page 503"),
    ),
    "Staff and the key agent": (
        Limit("a session", "evenhand.office.sign_in:LASTS", "", "sign in again; what was typed is given back"),
        Limit("a search for a party", "evenhand.office.party_search:LASTS", "", "it is typed again"),
        Limit("complaints made findable at a press of the button", "evenhand.doors.desk.findable:MOST_AT_ONCE", "",
              "the button stays"),
        Limit("words in which particulars of a party are looked for", "evenhand.vault.tokens:LONGEST_TEXT", "characters",
              "what comes after is not compared"),
        Limit("one of these particulars", "evenhand.vault.tokens:LONGEST_FORM", "characters", "the rest is not compared"),
        Limit("of one party and kind", "evenhand.vault.tokens:MOST_FOUND", "", "others are not compared"),
        Limit("own open complaints that are compared with declared ties", "evenhand.doors.desk.ties:MOST_SHOWN", "",
              "others are compared when they are assigned"),
        Limit("tokens made at a time", "evenhand.vault.agent.party_tokens:MOST_VALUES", "", REFUSED),
        Limit("a session without use", "evenhand.vault.agent.launch:IDLE_SECONDS", "seconds", "the same"),
        Limit("people signed in at once", "evenhand.vault.agent.slots:MOST_SLOTS", "", "the longest unused is signed out"),
        Limit("wrong tries to sign in without a pause, for one name or one known device",
              "evenhand.vault.agent.throttle:FREE_TRIES", "", "the page says how long to wait"),
        Limit("the same, from one network", "evenhand.vault.agent.throttle:FREE_TRIES_OF_A_NETWORK", "", "the same"),
        Limit("the first pause; each further one is twice as long", "evenhand.vault.agent.throttle:FIRST_PAUSE", "seconds",
              "what is tried meanwhile is not looked at"),
        Limit("the longest pause of a name", "evenhand.vault.agent.throttle:LONGEST_PAUSE_OF_A_NAME", "seconds", "the same"),
        Limit("the longest pause of a network, a known device, a part of a phrase",
              "evenhand.vault.agent.throttle:LONGEST_PAUSE", "seconds", "the same"),
        Limit("without a wrong try, all are forgotten after", "evenhand.vault.agent.throttle:FORGOTTEN_AFTER", "seconds", ""),
        Limit("names, networks, devices and parts counted at once", "evenhand.vault.agent.throttle:MOST_COUNTED", "",
              "those go that were counted longest ago"),
        Limit("a device is known after its last sign-in", "evenhand.office.known_device:LASTS", "", "it counts as a stranger's"),
        Limit("new devices that wait to be confirmed", "evenhand.vault.agent.changer:MOST_PENDING", "", REFUSED),
        Limit("things that one overseer asks to open at once", "evenhand.office.together:MOST_WAITING", "", REFUSED),
        Limit("openings that wait for a second overseer", "evenhand.vault.agent.joint:MOST_ASKED", "", REFUSED),
        Limit("each of them waits for", "evenhand.vault.agent.joint:HOLDS", "seconds", "it is asked for anew"),
        Limit("what is said of it to the key agent", "evenhand.vault.agent.joint:LONGEST_ABOUT", "characters", REFUSED),
        Limit("keys of overseers that one of them holds a piece of", "evenhand.vault.agent.joint:MOST_KEYS", "", REFUSED),
        Limit("a note to the overseers", "evenhand.process.oversight:LONGEST_NOTE", "characters", FIELD),
        Limit("passkeys of one account", "evenhand.vault.passkey:MOST_PASSKEYS", "", REFUSED),
        Limit("the name of a passkey", "evenhand.vault.passkey:LONGEST_LABEL", "characters", FIELD),
        Limit("a passkey can be shown after it was asked for", "evenhand.vault.agent.passkeys:CHALLENGE_SECONDS", "seconds",
              REFUSED),
        Limit("one of them waits", "evenhand.vault.agent.changer:PENDING_SECONDS", "seconds", "it is begun again"),
        Limit("a code in place of a lost device holds", "evenhand.office.new_device:ALLOWED_FOR", "", "two people allow another"),
        Limit("connections to the agent at once", "evenhand.vault.agent.server:CONNECTIONS_AT_ONCE", "", "the others wait"),
        Limit("one message to the agent", "evenhand.vault.agent.frames:MAX_FRAME", "bytes", REFUSED),
        Limit("things opened at a time", "evenhand.vault.agent.chains:MOST_TARGETS", "", REFUSED),
        Limit("keys on the way to one thing", "evenhand.vault.agent.chains:MOST_LINKS", "", REFUSED),
    ),
    "The public check of a receipt": (
        Limit("a receipt", "evenhand.doors.public.receipt_form:MOST_BYTES", "bytes", FIELD),
        Limit("a mark", "evenhand.doors.public.receipt_form:MOST_MARK", "characters", FIELD),
        Limit("the whole request", "evenhand.doors.public.check:MOST_REQUEST", "bytes", "it is not read, and the page says so"),
    ),
    "What is signed and read offline": (
        Limit("canonical JSON", "evenhand_register.canonical:MAX_BYTES", "bytes", "refused with its code"),
        Limit("its depth", "evenhand_register.canonical:MAX_DEPTH", "", "refused with its code"),
        Limit("a signed note", "evenhand_register.note:MAX_BYTES", "bytes", "refused with its code"),
        Limit("one entry", "evenhand_register.entry:MAX_BYTES", "bytes", "refused with its code"),
        Limit("a proof's steps", "evenhand_register.tree:MAX_PROOF", "", "refused with its code"),
        Limit("what a witness is sent", "evenhand_register.witness.request:MAX_BYTES", "bytes", "answered with 400"),
        Limit(
            "evidence of a witness, for each log and kind",
            "evenhand_register.tools.witness_folder:EVIDENCE_LIMIT",
            "submissions",
            "refused all the same, and not kept",
        ),
        Limit("witnesses of a policy", "evenhand.office.witness_policy:MOST_WITNESSES", "", REFUSED),
        Limit("a policy file", "evenhand.office.witness_policy:MOST_BYTES", "bytes", REFUSED),
    ),
}  # fmt: skip
"""By the heading they stand under. A constant that bounds what comes in belongs here: `test_printed` looks for it."""


_BOUNDS = re.compile(r"^(MOST|LONGEST|MAX|KEEP|FAIR)(_[A-Z_]+)?\b", re.MULTILINE)
_ROOMS = ("doors", "office", "site", "vault")
NOT_FOR_THE_PAGE = {
    ("evenhand.doors.public.pictures", "MOST_PERIODS"),  # of what we draw
    ("evenhand.vault.agent.server", "LONGEST_PATH"),  # of the machine's socket
    ("evenhand.vault.agent.agent", "LONGEST_REF"),  # of references that we make ourselves
    ("evenhand.vault.agent.chains", "MOST_CHAINS"),
    ("evenhand.vault.agent.chains", "LONGEST_PURPOSE"),
    ("evenhand.vault.agent.rewrap", "LONGEST_SUBJECT"),  # of references that we make ourselves
    ("evenhand.vault.agent.rewrap", "LONGEST_PROOF"),  # of proofs that we make ourselves
    ("evenhand.vault.agent.agent", "MOST_PARTS"),  # of phrases that we take apart ourselves
    ("evenhand.vault.agent.agent", "LONGEST_PART"),
    ("evenhand.vault.agent.wire", "LONGEST_NAME"),  # the form is as strict
    ("evenhand.vault.agent.wire", "LONGEST_NETWORK"),
    ("evenhand.vault.agent.wire", "LONGEST_DEVICE"),
    ("evenhand.vault.agent.wire", "LONGEST_MARK"),
    ("evenhand.vault.agent.wire", "LONGEST_ORIGIN"),
    ("evenhand.vault.agent.wire", "LONGEST_ANSWER"),  # of what a browser sends of a passkey, and no person types
    ("evenhand.vault.passkey", "LONGEST_ID"),
    ("evenhand.vault.agent.wire", "LONGEST_CODE"),  # the form of six digits is stricter
    ("evenhand.vault.argon", "LONGEST_PASSWORD"),  # the rule for passwords is stricter
    ("evenhand.office.limits", "FAIR_TIME"),  # "in an hour"
}


def constants() -> list[tuple[str, str]]:
    """Every constant of the rooms that take in what others send whose name says that it bounds something."""
    return [
        (".".join(path.relative_to(ROOT / "src").with_suffix("").parts), found[0])
        for room in _ROOMS
        for path in sorted((ROOT / "src" / "evenhand" / room).rglob("*.py"))
        for found in _BOUNDS.finditer(path.read_text(encoding="utf-8"))
    ]


def tables_of_limits() -> str:
    """The tables of the page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for heading, group in GROUPS.items():
        yield from (f"## {heading}", "", "| what | limit | beyond it | where |", "|---|---|---|---|")
        yield from (limit.row() for limit in group)
        yield ""
    yield from ("## Tables that are imported", "", "| what | limit |", "|---|---|")
    yield from (f"| {name} | {spelt(value, _unit(name))} |" for name, value in _imported())
    yield ""


def _imported() -> Iterator[tuple[str, int]]:
    from evenhand.intake.limits import LIMITS

    for one in fields(LIMITS):
        yield one.name.replace("_", " "), getattr(LIMITS, one.name)


def _unit(name: str) -> str:
    if name.endswith(("size", "memory")):
        return "bytes"
    return "seconds" if name.endswith("seconds") else "characters" if name.endswith("length") else ""
