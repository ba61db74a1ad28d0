"""The folder that holds an organisation's state, and its settings file.

`$EVENHAND_HOME` (default `./var`) holds the database (when it is SQLite), `blobs/`, the public log under `log/`, `keys/`
(signing key, instance key), `guard/`, `run/` (the key agent's socket) and `evenhand.toml`. Keys and guard are in no backup.
"""

import os
import tomllib
from collections.abc import Mapping
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

    @property
    def demonstration(self) -> bool:
        """Whether this is a demonstration: only its origin says so, and it can't be turned into a real one (DESIGN 5.17)."""
        return self.origin.startswith("demo.invalid/")


@dataclass(frozen=True, slots=True)
class Home:
    """The paths inside the folder. Making a `Home` creates nothing."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """The folder named by `$EVENHAND_HOME`, else `./var`."""
        return cls(Path(os.environ.get("EVENHAND_HOME") or "var").absolute())

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
        """Signing key and instance key: outside database and backups."""
        return self.root / "keys"

    @property
    def guard(self) -> Path:
        """The last checkpoint that the signing key signed (REGISTER.md 9.3)."""
        return self.root / "guard" / "checkpoint"

    @property
    def agent_socket(self) -> Path:
        """Where the key agent listens."""
        return self.root / "run" / "agent.sock"

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
    for key in ("name", "origin", "timezone", "database", "quick_exit"):
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
    )


def _zone(file: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, one that is a path, one that is a folder
        raise HomeError(
            f"{file}: this machine knows no time zone {name!r}: write one such as Europe/London, or install tzdata."
        ) from None


def write_settings(home: Home, *, name: str, origin: str, timezone: str, database: str = "") -> None:
    """Write a new `evenhand.toml`. Raises HomeError if there is one already: an origin never changes."""
    if home.exists():
        raise HomeError(f"{home.root} already holds an organisation; a register is begun once.")
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [("name", name), ("origin", origin), ("timezone", timezone), ("database", database)]
    text = "".join(f"{key} = {_quoted(value)}\n" for key, value in lines)
    home.settings_file.write_text(text, encoding="utf-8")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
