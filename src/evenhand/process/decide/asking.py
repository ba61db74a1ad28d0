"""What every part of `decide` is handed, and the small checks that all of them use.

A check that fails raises Refused, which never leaves `decide`: outside, a refusal is a value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evenhand.process.codes import Duty
from evenhand.process.commands import Command
from evenhand.process.facts import Fact, FileRef, Into, Refusal
from evenhand.process.predicates import OUTSIDE, has_other_part
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import Around, CaseState, ComplaintState, Person
from evenhand.process.ties import Tied

type Facts = tuple[Fact, ...]

REAL_TEXT = 20
"""Letters and digits that reasons and letters have at least (C1: minimum content)."""
OWN_WORDS = 10
"""The same for a sentence that says how something was given to somebody, or that a reply is complete."""
_DISTINCT = 5


class Refused(Exception):  # it is an answer on its way out, not an error
    """Carries a refusal up to `decide`."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence, field)


@dataclass(frozen=True, slots=True)
class Ask[C: Command]:
    """A command with all that is needed to answer it."""

    command: C
    before: ComplaintState | None
    person: Person
    around: Around
    rulebook: Rulebook

    @property
    def state(self) -> ComplaintState:
        """The complaint. All but the first command have passed the permission table, which asks for one."""
        if self.before is None:
            raise LookupError("There is no complaint yet.")
        return self.before

    @property
    def case(self) -> CaseState:
        """The case named; the permission table has found it."""
        case = self.state.case(case_number(self.command) or 0)
        if case is None:
            raise LookupError("There is no such case.")
        return case

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return self.command.on or self.around.today

    def fact(
        self,
        act: str,
        content: Mapping[str, str] | None = None,
        into: Into = Into.COMPLAINT,
        *,
        files: tuple[FileRef, ...] = (),
        nonce: bytes | None = None,
        **data: Any,
    ) -> Fact:
        """A fact saying who did it and when. What the content leaves empty is left out of it."""
        said = {key: text for key, text in content.items() if text.strip()} if content else None
        clear = {"by": self.person.ref, "on": self.on.isoformat(), **data}
        return Fact(act, clear, said or None, into, files, nonce)

    def on_case(
        self,
        act: str,
        content: Mapping[str, str] | None = None,
        *,
        into: Into = Into.CASE,
        files: tuple[FileRef, ...] = (),
        nonce: bytes | None = None,
        **data: Any,
    ) -> Fact:
        """A fact of the case named."""
        return self.fact(act, content, into, files=files, nonce=nonce, case=self.case.number, **data)


def case_number(command: Command) -> int | None:
    """The number of the case that the command is about, or None for the complaint as a whole."""
    number: int | None = getattr(command, "case", None)
    return number


def require(holds: object, code: str, sentence: str, field: str | None = None) -> None:
    """Refuse unless it holds."""
    if not holds:
        raise Refused(code, sentence, field)


def chosen[E: StrEnum](kind: type[E], value: str | None, field: str) -> E:
    """The member of a closed list, or a refusal that names them all."""
    try:
        return kind(value)  # type: ignore[arg-type]  # None is refused like any other stranger
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise Refused("unknown-code", f'"{value}" is not on the list. Choose one of: {known}.', field) from None


def some_text(value: str, field: str, what: str) -> str:
    """A text that is there."""
    require(value.strip(), "missing-text", f"{what} is missing: write it.", field)
    return value


def real_text(value: str, field: str, ask: str = "Give the reasons in words", least: int = REAL_TEXT) -> str:
    """Words that can be what they are to be: enough letters and digits, and not the same few again and again."""
    letters = [letter for letter in value.lower() if letter.isalnum()]
    enough = len(letters) >= least and len(set(letters)) >= _DISTINCT
    require(enough, "too-short", f"{ask}: at least {least} letters.", field)
    return value


def served(value: str) -> str:
    """How and when something was given to the respondent: nothing here brings it to them (DOMAIN 5.2)."""
    return real_text(value, "served", "Say how and when the respondent was given it", OWN_WORDS)


def repeat[**P](make: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> str:
    """What the program adds to a letter, or a refusal where what it repeats could not be opened."""
    try:
        return make(*args, **kwargs)
    except KeyError:
        sentence = "This repeats what is sealed, and your key does not open it. Ask somebody whose key does."
        raise Refused("sealed", sentence) from None


def text_or_file(text: str, files: tuple[FileRef, ...], field: str) -> str:
    """A text that may be empty where a file stands in for it."""
    require(text.strip() or files, "missing-text", "Write it down here, or add the file that holds it.", field)
    return text


def named_person(ask: Ask[Any], ref: str, field: str) -> Person:
    """The member of staff whom a command names."""
    person = ask.person if ref == ask.person.ref else ask.around.people.get(ref)
    if person is None:
        raise Refused("no-such-person", "Choose someone from the list of staff.", field)
    return person


def tied_to_party(ask: Ask[Any], ref: str) -> bool:
    """Whether what this member of staff declared agrees with a party (B5, `process.ties`)."""
    return ask.around.ties.get(ref) is Tied.YES


def free_for(ask: Ask[Any], person: Person, duty: Duty, field: str) -> None:
    """Refuse unless taking up the duty leaves every pair of duties apart (invariant 2, H7), also across links."""
    held = has_other_part(person.ref, duty, ask.state, ask.around)
    sentence = (
        f"{person.ref} has had another part in this, or in what is linked with it. Choose someone else. {OUTSIDE}"
    )
    require(not held, "other-duty", sentence, field)
