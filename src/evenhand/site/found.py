"""Founding an organisation: everything that was asked for is looked at first, then folder, keys and settings are made.

What a founding that broke off left is used again, so that it can be repeated until it is done.
"""

from collections.abc import Callable

from evenhand.site.home import Home, HomeError, Settings, write_settings
from evenhand.site.keys import create_signing_key
from evenhand.site.recovery_key import create_recovery_key
from evenhand.vault.agent.instance_key import PRIVATE_NAME, PUBLIC_NAME, create_instance_key, load_instance_key
from evenhand.vault.errors import VaultError
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import is_key_name

_LONGEST_NAME, _LONGEST_ORIGIN = 200, 200


def prepare_home(
    home: Home,
    *,
    name: str,
    origin: str,
    timezone: str,
    database: str,
    entropy: Callable[[int], bytes],
    log_copy: str = "",
) -> Settings:
    """Make the folder, the keys and the settings file, which is written last.

    Repeated with the same words it changes nothing. Raises HomeError if a name cannot be used, if a register was begun here
    already, or if the folder cannot be written.
    """
    check_names(name, origin)
    home.gather()
    _check_unused(home)
    try:
        if not home.exists():
            _make(home, origin, entropy)
            write_settings(home, name=name, origin=origin, timezone=timezone, database=database, log_copy=log_copy)
    except OSError as error:
        raise HomeError(
            f"{home.root} cannot be used ({error.strerror}): name another folder in EVENHAND_HOME."
        ) from None
    made = home.settings()
    if (made.name, made.origin, str(made.timezone), made.database) != (name, origin, timezone, database):
        raise HomeError(
            f"{home.root} already holds an organisation: {made.name}, {made.origin}. A register is begun once; name another "
            "folder in EVENHAND_HOME."
        )
    return made


def check_names(name: str, origin: str) -> None:
    """Raises HomeError unless both can be used: they are logged and printed, and the origin never changes."""
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise HomeError(f"The organisation's name has 1 to {_LONGEST_NAME} letters that can be printed, in one line.")
    if "://" in origin:
        raise HomeError(
            f"The origin is written without {origin.partition('://')[0]}://, as in register.example/evenhand."
        )
    if not is_key_name(origin) or not origin.isprintable() or len(origin) > _LONGEST_ORIGIN:
        raise HomeError(
            f"{origin!r} cannot be a register's origin: it is one word without spaces or plus signs, such as "
            "register.example/evenhand."
        )


def _check_unused(home: Home) -> None:
    """Raises HomeError where entries were signed already, or where a database lies without its settings."""
    size = _signed(home)
    if size:
        raise HomeError(
            f"{home.root} already holds an organisation, whose register has {size} entries; a register is begun once."
            + ("" if home.exists() else f" Its {home.settings_file.name} is missing: put it back.")
        )
    if home.database.exists() and not home.exists():
        raise HomeError(f"{home.root} holds a database, but its {home.settings_file.name} is missing: put it back.")


def _signed(home: Home) -> int:
    """How many entries were signed here; 0 if none, or if it cannot be told."""
    try:
        return Checkpoint.parse(note.parse(home.guard.read_bytes()).text).size
    except (OSError, RegisterError):
        return 0


def _make(home: Home, origin: str, entropy: Callable[[int], bytes]) -> None:
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_signing_key(home, origin)
    try:
        load_instance_key(home.keys)
    except VaultError:  # none, or the half of one: nothing was sealed to it yet
        for part in (PRIVATE_NAME, PUBLIC_NAME):
            (home.keys / part).unlink(missing_ok=True)
        create_instance_key(home.keys, entropy)
    create_recovery_key(home, entropy)
    home.blobs.mkdir(mode=0o700, exist_ok=True)
