"""What can be wrong with a file or a map as a whole.

The message is one plain sentence for the person at the keyboard.
"""


class IntakeError(Exception):
    """Nothing was imported; the message says what is wrong and what to do."""


class TableError(IntakeError):
    """A file cannot be read as a table."""


class MapError(IntakeError):
    """A map has a mistake, or does not fit the files."""
