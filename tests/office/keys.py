"""What letters repeat is opened with the key of whoever acts. Here nobody signs in, so the instance key stands in for all."""

from evenhand.office.party_tokens import Keys, tokens_for
from evenhand.office.reading import Open, opener_for
from evenhand.site.home import Home
from evenhand.vault.agent.instance_key import load_instance_key


def opens() -> Open:
    """Opens everything that is granted to the staff of the organisation whose home it is at present."""
    return opener_for(load_instance_key(Home.from_environment().keys))


def keys() -> Keys:
    """The same, with which tokens of parties are made too."""
    return Keys(opens(), tokens_for(load_instance_key(Home.from_environment().keys)))
