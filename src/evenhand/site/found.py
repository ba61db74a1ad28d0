"""Founding an organisation: folder, keys, database, the empty tree signed, the scheme and the rulebook logged."""

from collections.abc import Callable

from evenhand.site.home import Home, Settings, write_settings
from evenhand.site.keys import create_signing_key
from evenhand.vault.agent.instance_key import create_instance_key


def prepare_home(
    home: Home, *, name: str, origin: str, timezone: str, database: str, entropy: Callable[[int], bytes]
) -> Settings:
    """Make the folder, the keys and the settings file, which is written last. Raises HomeError if there is one already."""
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not home.exists():
        create_signing_key(home, origin)
        create_instance_key(home.keys, entropy)
        home.blobs.mkdir(mode=0o700, exist_ok=True)
    write_settings(home, name=name, origin=origin, timezone=timezone, database=database)
    return home.settings()
