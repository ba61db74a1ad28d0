"""What the doctor says: one trouble, with its place and a sentence for a lay person."""

from dataclasses import dataclass

from evenhand_register.tools.answers import plain


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as the register says. `table`, `key` and `column` name the place; `sentence` says what it means."""

    table: str
    key: str
    column: str
    sentence: str
    act: int | None = None
    """The index of the act that says otherwise, where there is one."""

    def line(self) -> str:
        """One line for a terminal. Whatever was written into the database cannot move the cursor there."""
        place = " ".join(part for part in (self.table, self.key, self.column) if part)
        by = f" (Entry {self.act} says so.)" if self.act is not None else ""
        return plain(f"{place}: {self.sentence}{by}")
