"""The folder that holds an organisation's state, and its settings file.

`$EVENHAND_HOME` (default `./var`) holds the database (when it is SQLite), `blobs/`, the public log under `log/`, sealed sums
under `log.sums/`, `keys/` (signing key, instance key, recovery key's public half, the guard file), `run/` (the key agent's
socket), `evenhand.toml` and, where there are outside witnesses, `policy`. `keys/` is in no backup: it is the one folder that is
kept apart.
"""

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HOSTS = ["localhost", "127.0.0.1", "[::1]"]
"""The names under which browsers reach the service, where the settings name none: this machine's own."""


class HomeError(Exception):
    """The folder or its settings cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `evenhand.toml` says. `origin` names the register for ever (REGISTER.md 1.3)."""

    name: str
    origin: str
    timezone: ZoneInfo
    database: str
    """Empty for SQLite in the home folder, else a PostgreSQL address as libpq writes it."""
    hosts: tuple[str, ...]
    quick_exit: str
    log_copy: str = ""
    """Another folder, on another disk, that the clerk keeps the published log in as well; empty for none (DESIGN 5.13)."""

    @property
    def demonstration(self) -> bool:
        """Whether this is a demonstration: only its origin says so, and it can't be turned into a real one (DESIGN 5.17)."""
        return self.origin.startswith("demo.invalid/")


@dataclass(frozen=True, slots=True)
class Home:
    """The paths inside the folder. Making a `Home` creates nothing."""

    root: Path
    apart: Path | None = None
    """The folder of the signing key and the guard, where they belong to another user of the system than the rest."""

    @classmethod
    def from_environment(cls) -> "Home":
        """The folder named by `$EVENHAND_HOME`, else `./var`; and by `$EVENHAND_SIGNING`, where the clerk is a user of its own."""
        apart = os.environ.get("EVENHAND_SIGNING")
        return cls(
            Path(os.environ.get("EVENHAND_HOME") or "var").absolute(), Path(apart).absolute() if apart else None
        )

    @property
    def settings_file(self) -> Path:
        """Name, origin, time zone, database."""
        return self.root / "evenhand.toml"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "evenhand.sqlite3"

    @property
    def blobs(self) -> Path:
        """Sealed files by address."""
        return self.root / "blobs"

    @property
    def log(self) -> Path:
        """The public register as static files (REGISTER.md 1.6)."""
        return self.root / "log"

    @property
    def keys(self) -> Path:
        """The folder that is kept apart: signing key, instance key and guard, outside database and backups."""
        return self.root / "keys"

    @property
    def signing(self) -> Path:
        """Where the signing key and the guard lie: with the other keys, unless they belong to another user."""
        return self.apart or self.keys

    @property
    def guard(self) -> Path:
        """The last checkpoint that the signing key signed (REGISTER.md 9.3)."""
        return self.signing / "guard" / "checkpoint"

    @property
    def policy(self) -> Path:
        """Which outside bodies sign the register's head beside us (REGISTER.md 1.5). Most homes have none."""
        return self.root / "policy"

    @property
    def own_witness(self) -> Path:
        """The folder of the witness that a demonstration runs itself."""
        return self.root / "witness"

    @property
    def agent_socket(self) -> Path:
        """Where the key agent listens."""
        return self.root / "run" / "agent.sock"

    @property
    def upgrading(self) -> Path:
        """Lies there while `evenhand upgrade` is at work, and after it broke off."""
        return self.root / "upgrade.unfinished"

    def gather(self) -> None:
        """Bring the guard to where it lies now, into the folder kept apart. Homes of before the first release have it beside."""
        beside = self.root / "guard"
        if beside.is_dir() and not self.guard.parent.exists():
            with suppress(FileNotFoundError):  # another process was quicker
                beside.rename(self.guard.parent)

    def exists(self) -> bool:
        """Whether an organisation lives here."""
        return self.settings_file.exists()

    def settings(self) -> Settings:
        """Read `evenhand.toml`. Raises HomeError with a sentence when it is missing or wrong."""
        try:
            with self.settings_file.open("rb") as file:
                raw = tomllib.load(file)
        except FileNotFoundError:
            raise HomeError(
                f"There is no organisation in {self.root}: make one with `evenhand init`, or name another folder in EVENHAND_HOME."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise HomeError(f"{self.settings_file} is not readable as TOML: {error}.") from None
        except OSError as error:
            raise HomeError(f"{self.settings_file} cannot be read: {error.strerror}.") from None
        return _read(self.settings_file, raw)


def _read(file: Path, raw: Mapping[str, Any]) -> Settings:
    """The settings in a file that is TOML. Raises HomeError naming the line that is missing or wrong."""
    for key in ("name", "origin", "timezone"):
        if key not in raw:
            raise HomeError(f"{file} lacks the line {key} = ...: add it.")
    for key in ("name", "origin", "timezone", "database", "quick_exit", "log_copy"):
        if not isinstance(raw.get(key, ""), str):
            raise HomeError(f"{file}: {key} is to be a text in quotation marks.")
    hosts = raw.get("hosts", HOSTS)
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        raise HomeError(f'{file}: hosts is to be a list of names, as in hosts = ["complaints.example"].')
    return Settings(
        name=raw["name"],
        origin=raw["origin"],
        timezone=_zone(file, raw["timezone"]),
        database=raw.get("database", ""),
        hosts=tuple(hosts),
        quick_exit=raw.get("quick_exit", "/exit/"),
        log_copy=raw.get("log_copy", ""),
    )


def _zone(file: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, one that is a path, one that is a folder
        raise HomeError(
            f"{file}: this machine knows no time zone {name!r}: write one such as Europe/London, or install tzdata."
        ) from None


def write_settings(
    home: Home, *, name: str, origin: str, timezone: str, database: str = "", log_copy: str = ""
) -> None:
    """Write a new `evenhand.toml`, durably and in one go. Raises HomeError if there is one already: an origin never changes."""
    if home.exists():
        raise HomeError(f"{home.root} already holds an organisation; a register is begun once.")
    lines = {"name": name, "origin": origin, "timezone": timezone, "database": database}
    text = settings_text(lines | ({"log_copy": log_copy} if log_copy else {}))
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = home.settings_file.with_name(f".{home.settings_file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    whole.rename(home.settings_file)


def settings_text(lines: Mapping[str, str | list[str]]) -> str:
    """The lines of an `evenhand.toml`. Texts are written as JSON writes them, which TOML reads alike but for one character."""
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n".replace("\x7f", "\\u007f")
        for key, value in lines.items()
    )
