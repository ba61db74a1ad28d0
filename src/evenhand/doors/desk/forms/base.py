"""What all forms of acts have in common: where they are asked, the day it happened, and how a refusal finds its question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from evenhand.doors.look.dates import DatePartsField
from evenhand.doors.staff.forms import say_what_is_missing as say_what_is_missing
from evenhand.process.commands import Command
from evenhand.process.decide import decide
from evenhand.process.decide.conflicted import CANNOT_TELL
from evenhand.process.decide.dates import may_be_dated_back
from evenhand.process.facts import Refusal
from evenhand.process.predicates import ANOTHER_FROM_OUTSIDE, OUTSIDE
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CaseState, Person
from evenhand.records.load import Loaded

LONGEST_TEXT = 50_000
"""Characters of one text: more than anybody types, and less than a request may hold."""
NOBODY = _("Nobody is free to take this. %(outside)s")

SURE = "sure"
"""The question that is asked once the process answered that nobody can tell of a conflict of interest."""
LAST = {"uploads": 1, "on": 2}
"""Fields that come after all others, in that order."""

type Files = MultiValueDict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an act is asked for: the complaint and what is around it, who asks, the names of staff, and the case if any."""

    loaded: Loaded
    person: Person
    names: Mapping[str, str]
    case: CaseState | None

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook pinned to the complaint."""
        return self.loaded.rulebook

    @property
    def case_number(self) -> int | None:
        """The case's number inside the complaint."""
        return self.case.number if self.case else None

    def the_case(self) -> CaseState:
        """The case; forms of acts on a case are only asked for with one."""
        if self.case is None:
            raise LookupError("This form is about a case, and none was named.")
        return self.case

    def accepts(self, command: Command) -> bool:
        """Whether the process would accept the command now: what choices are made from, so that none leads to a refusal."""
        loaded = self.loaded
        return not isinstance(decide(loaded.state, command, self.person, loaded.around, loaded.rulebook), Refusal)

    def name(self, ref: str) -> str:
        """The name of a member of staff."""
        return self.names.get(ref, ref)

    def named(self, refs: Iterable[str]) -> list[tuple[str, str]]:
        """(reference, name) pairs in the order of names."""
        return sorted(((ref, self.name(ref)) for ref in refs), key=lambda pair: pair[1].casefold())


def text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 6) -> forms.CharField:
    """A question for words of one's own."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": rows}),
    )


class ActForm(forms.Form):
    """The form of one command. Fields carry the names of the command's members, so a refusal finds its question by name."""

    makes: ClassVar[type[Command]]
    places: ClassVar[Mapping[str, str]] = {}
    """The field that stands for a command's member of another name."""
    override_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that are asked for only once it is known that a decision departs from the recommendation."""

    on = DatePartsField(
        required=False, label=_("On which day did it come?"), help_text=_("Leave it empty if it was today.")
    )

    def __init__(self, scene: Scene, data: QueryDict | None = None, files: Files | None = None) -> None:
        super().__init__(data, files, initial=self.begin(scene))
        self.scene = scene
        self.sent = data if data is not None else QueryDict()
        if not may_be_dated_back(self.makes):
            del self.fields["on"]
        self.choose(scene)
        self.order_fields(sorted(self.fields, key=lambda name: LAST.get(name, 0)))
        say_what_is_missing(self)

    def begin(self, scene: Scene) -> dict[str, Any]:  # noqa: ARG002  (forms with something to suggest say so)
        """What stands in the fields at first."""
        return {}

    def choose(self, scene: Scene) -> None:
        """Fill in what there is to choose from. By default nothing."""

    def values(self) -> dict[str, Any]:
        """The command's members, from fields that were found valid."""
        return dict(self.cleaned_data)

    def command(self) -> Command:
        """The command that was asked for."""
        values = self.values()
        if self.scene.case is not None:
            values["case"] = self.scene.case.number
        values["sure"] = self.sent.get(SURE) == self._sure_of
        return self.makes(**values)

    def untested(self) -> Self:
        """The form with what was typed so far, and no complaint about what is still missing."""
        self._errors = ErrorDict()  # what Django sets for a form that was not sent
        return self

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field that it is about, or above all of them."""
        if refusal.code == CANNOT_TELL:
            self.fields[SURE] = forms.BooleanField(
                label=_("I know of no conflict of interest that matters here, and go on"),
                required=False,
                widget=forms.CheckboxInput({"value": self._sure_of}),
            )
        place = self.places.get(refusal.field or "", refusal.field)
        first, _space, rest = refusal.sentence.partition(
            " "
        )  # where it begins with a reference, people read the name
        self.add_error(place if place in self.fields else None, f"{self.scene.name(first)} {rest}")

    @property
    def _sure_of(self) -> str:
        """Of what somebody is sure: of the person chosen, or of themself. A mark for one person counts for no other."""
        return self.sent.get("person") or "self"

    def set_choices(self, name: str, pairs: list[tuple[Any, Any]]) -> None:
        """Give a choice its options, single or in groups; where there are none the page says so."""
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = pairs
        if not pairs:
            apart = self.scene.loaded.state.apart
            field.help_text = NOBODY % {"outside": ANOTHER_FROM_OUTSIDE if apart else OUTSIDE}
