"""Who may do what at the command line: every command, whom it asks for a password, and whom it then obeys.

Written down by hand, before the program is asked. `test_every_command_for_everybody` asks it. A command or an argument that is
missing here fails there.
"""

from enum import Enum, auto

from evenhand.process.codes import Role

BESIDE_THE_DESK: dict[str, tuple[Role, ...]] = {
    "bert": (Role.ADMINISTRATOR,),
    "cora": (Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY),  # two roles
    "past": (Role.ADMINISTRATOR,),  # until yesterday
    "gone": (Role.ADMINISTRATOR,),  # until the account ended
}
"""Further people, beside those of `table.PEOPLE`, for what takes two who run the office."""

STRANGERS = ("wanda", "nobody", "founding")
"""Whose account waits to be confirmed, whose name no account has, and whoever says that the office is being founded."""

COMMANDS = """
init              machine
serve             machine
clerk             machine
demo              machine
people-add        by       adam bert cora
people-confirm    by       anna bert cora
people-appoint    by       anna cora
people-end        by       anna cora
people-list       machine
people-new-device by+second  adam bert cora  adam bert cora anna
people-email      by+second  adam bert cora  adam bert cora anna
people-new-keys   by+second  adam bert cora  adam bert cora anna
people-end-account by+second adam bert cora  adam bert cora anna
key-rotate        by       adam bert cora
key-retire        by       adam bert cora
key-list          machine
trustees-begin    by+second  adam bert cora  adam bert cora anna
trustees-rehearse by       adam bert cora
trustees-recover  by+second  adam bert cora  adam bert cora anna
import-table      machine
figures           machine
publish           machine
doctor            machine
backup            machine
restore           machine
upgrade           machine
bench             machine
"""
"""Each command. `machine`: it asks for nobody's password, and whoever can run it can read and write the home as it does; it says
nothing that is sealed. `by`: it takes one person with their password, and obeys these. `by+second`: it takes two, and obeys the
first list with anybody else of the second.

`people-add` with `--second`, which confirms at once, and `restore --without-guard` have tables of their own below.
"""

CONFIRMS_AT_ONCE = frozenset({"anna", "bert", "cora"})
"""Whose password beside Adam's makes an account that does not wait."""

ANSWERS_FOR_A_LOST_GUARD = frozenset(
    {
        *("ines", "ida", "tara", "tom", "mona", "mia", "ivan", "irma", "dora", "dirk", "rosa", "rex", "olga", "olaf"),
        *("omar", "adam", "anna", "lena", "paul", "lars", "otis", "oona", "os", "bert", "cora"),
    }
)
"""Any two who hold a role: it opens nothing, and both are named for ever."""


class Takes(Enum):
    """What an argument is. A complaint, a case or a file of one is none of these: no command takes one."""

    WHO_ACTS = auto()  # a sign-in name, whose password is asked for
    ACCOUNT = auto()  # a sign-in name to which something is done
    APPOINTMENT = auto()
    CODE = auto()  # of a closed list
    DAY = auto()
    WORDS = auto()
    NUMBER = auto()
    PLACE = auto()  # on this machine, or an address
    SWITCH = auto()


ARGUMENTS = {
    "by": Takes.WHO_ACTS,
    "second": Takes.WHO_ACTS,
    "without_guard": Takes.WHO_ACTS,
    "login": Takes.ACCOUNT,
    "appointment": Takes.APPOINTMENT,
    "background": Takes.CODE,
    "role": Takes.CODE,
    "as_at": Takes.DAY,
    "as_known": Takes.DAY,
    "left": Takes.DAY,
    "since": Takes.DAY,
    "until": Takes.DAY,
    "email": Takes.WORDS,
    "name": Takes.WORDS,
    "origin": Takes.WORDS,
    "reason": Takes.WORDS,
    "timezone": Takes.WORDS,
    "clients": Takes.NUMBER,
    "complaints": Takes.NUMBER,
    "days": Takes.NUMBER,
    "port": Takes.NUMBER,
    "rounds": Takes.NUMBER,
    "shares": Takes.NUMBER,
    "size": Takes.NUMBER,
    "threshold": Takes.NUMBER,
    "times": Takes.NUMBER,
}
"""Every argument of every command by its name; places and switches are added below."""
ARGUMENTS |= dict.fromkeys(
    [
        *(
            "database",
            "file",
            "folder",
            "goes_on_after",
            "host",
            "kept_apart",
            "log_copy",
            "map",
            "out",
            "recovery_key",
        ),
        *("rejects", "rulebook", "sums", "tiles"),
    ],
    Takes.PLACE,
)
ARGUMENTS |= dict.fromkeys(
    ["check", "dry_run", "fresh", "json", "no_serve", "replace", "running", "without_clerk", "without_sums", "yes"],
    Takes.SWITCH,
)


def obeyed() -> dict[str, tuple[str, frozenset[str], frozenset[str]]]:
    """By command: whom it asks (`machine`, `by` or `by+second`), whom it obeys as the first, and whom as the second."""
    found = {}
    for line in COMMANDS.strip().splitlines():
        name, asks, *rest = line.split(maxsplit=2)
        lists = [frozenset(one.split()) for one in "".join(rest).split("  ") if one.strip()]
        found[name] = (asks, *[*lists, frozenset(), frozenset()][:2])
    return found
