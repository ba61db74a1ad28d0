"""Recommendation, decision and review. The process measures how far a decision departs; the form asks for what then is needed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.doors.desk.forms.twice import TwiceForm
from evenhand.process import commands as c
from evenhand.process.codes import LIVE_FINDINGS, Direction, Finding, OverrideReason
from evenhand.process.decide.decision import departure

OFFERED = tuple(finding for finding in Finding if finding in LIVE_FINDINGS)


class FindingsForm(ActForm):
    """A finding for every allegation, and a rung of the ladder."""

    places: ClassVar = {"findings": "finding_1"}
    sanction = forms.TypedChoiceField(label=_("Sanction"), coerce=int)

    def choose(self, scene: Scene) -> None:
        """One question for each allegation, with the text of its clause; then the ladder."""
        case = scene.the_case()
        for allegation in case.allegations:
            clause = scene.rulebook.clauses[allegation.clause]
            self.fields[f"finding_{allegation.number}"] = forms.ChoiceField(
                label=_("Finding on allegation %(number)s, clause %(clause)s")
                % {"number": allegation.number, "clause": allegation.clause},
                help_text=clause.text,
                choices=[("", _("Choose a finding")), *words.choices(words.FINDING, OFFERED)],
            )
        rungs = [(rung.rung, f"{rung.rung}: {rung.label}") for rung in scene.rulebook.ladder]
        self.set_choices("sanction", [("", _("Choose a rung of the ladder")), *rungs])
        first = [f"finding_{allegation.number}" for allegation in case.allegations]
        self.order_fields([*first, "sanction"])

    @property
    def findings(self) -> dict[int, str]:
        """The findings chosen, by allegation."""
        case = self.scene.the_case()
        return {each.number: self.cleaned_data.get(f"finding_{each.number}", "") for each in case.allegations}

    def values(self) -> dict[str, Any]:
        """The command's members."""
        rest = {name: value for name, value in super().values().items() if not name.startswith("finding_")}
        return {**rest, "findings": self.findings}


class RecommendForm(FindingsForm):
    """The investigator's answer."""

    makes = c.Recommend
    reasons = text(
        _("Reasons"),
        _("For each allegation: the evidence accepted and rejected, and why. Then why this sanction."),
        rows=14,
    )


@dataclass(frozen=True, slots=True)
class Departure:
    """How a decision would depart from the recommendation, as the process measures it."""

    direction: Direction
    distance: int
    held_by_distance: bool


class DecideForm(FindingsForm, TwiceForm):
    """The decision maker's answer. It is sent twice: the first time the page says what would follow from it."""

    makes = c.Decide
    reasons = text(
        _("Reasons"),
        _(
            "Both parties read them word for word: rule, evidence accepted and rejected, and why; why this sanction. Of the "
            "recommendation they read what it was where you depart from it. Name nobody who need not be named."
        ),
        rows=14,
    )
    for_respondent = text(
        _("What only the respondent may read"),
        _(
            "Their health or family, for example. It goes into their letter alone. Leave it empty if there is nothing."
        ),
        required=False,
        rows=3,
    )
    override_reason = forms.ChoiceField(
        label=_("Why does it depart from the recommendation?"), required=False, choices=[("", _("It does not"))]
    )
    power = forms.CharField(
        label=_("Under which power?"),
        max_length=1000,
        required=False,
        help_text=_("The rule that lets you depart from it. Both parties read this in their letters."),
    )
    suggested_by = forms.CharField(
        label=_("At whose suggestion?"),
        max_length=1000,
        required=False,
        help_text=_("Name everybody who suggested it; both parties read it. Leave it empty if nobody did."),
    )
    override_fields: ClassVar = ("override_reason", "power", "suggested_by")

    def choose(self, scene: Scene) -> None:
        """As in a recommendation, and the reasons for a departure."""
        super().choose(scene)
        reasons = words.choices(words.OVERRIDE_REASON, OverrideReason)
        self.set_choices("override_reason", [("", _("Choose a reason")), *reasons])

    @property
    def answered(self) -> bool:
        """Whether every finding and the sanction were chosen."""
        asked = [name for name in self.fields if name.startswith("finding_") or name == "sanction"]
        return self.is_bound and not any(name in self.errors for name in asked)

    def clean(self) -> dict[str, Any]:
        """Once the departure was shown, it needs a reason and a power."""
        if not self.answered or not self.consequences_seen or self.departure() is None:
            return self.cleaned_data
        if not self.cleaned_data.get("override_reason"):
            self.add_error("override_reason", _("Choose why it departs from the recommendation."))
        if not self.cleaned_data.get("power"):
            self.add_error("power", _("Name the rule that lets you depart from the recommendation."))
        return self.cleaned_data

    @property
    def answer(self) -> str:
        """What was chosen, in short: another answer has other consequences."""
        return " ".join([*self.findings.values(), str(self.cleaned_data.get("sanction"))])

    def departure(self) -> Departure | None:
        """How the answer departs from the recommendation, or None if it follows it."""
        found = departure(
            self.scene.the_case(),
            {number: Finding(code) for number, code in self.findings.items()},
            self.cleaned_data["sanction"],
        )
        if found is None:
            return None
        direction, distance = found
        return Departure(direction, distance, distance >= self.scene.rulebook.override_threshold)

    def values(self) -> dict[str, Any]:
        """The command's members."""
        values = super().values()
        return {**values, "override_reason": values["override_reason"] or None}


class ReviewForm(ActForm):
    """Verify or veto, and nothing else."""

    makes = c.ReviewOverride
    verify = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=lambda value: value == "verify",
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[
            ("verify", _("Verify: the decision takes effect")),
            ("veto", _("Veto: it is decided anew, by people who have not touched it")),
        ],
    )
    reasons = text(_("Reasons"), _("At least 20 letters."))
