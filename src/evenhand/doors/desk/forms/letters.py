"""What goes to a party in writing: shown whole before it is recorded, since Evenhand does not deliver it to the respondent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk.forms import base
from evenhand.doors.desk.forms.base import Scene
from evenhand.doors.desk.forms.files import FilesForm
from evenhand.doors.desk.forms.twice import TwiceForm
from evenhand.doors.desk.words import Words
from evenhand.doors.look.dates import DatePartsField
from evenhand.process import commands as c
from evenhand.process import letters
from evenhand.process.decide.reply import usual_reply_by
from evenhand.process.letters import Contents

NOT_DELIVERED = _(
    "Evenhand does not bring it to the respondent. Give it to them just as it stands above, by hand, by post or otherwise; "
    "then say here how and on which day, and what shows it. You can add the proof as a file."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as its reader gets it."""

    title: Words
    text: str


class LetterForm(FilesForm, TwiceForm):
    """Words to a party, to which the program adds its own."""

    override_fields: ClassVar = ("served", "uploads")
    makes_of: ClassVar[tuple[str, ...]]
    """The fields that the letters are made of."""

    served = base.text(_("How and when was it given to the respondent?"), NOT_DELIVERED, rows=3)

    def choose(self, scene: Scene) -> None:
        """How it was given is asked for beside the letter as it stands, and not before."""
        super().choose(scene)
        if not self.sent.get("seen"):
            self.fields["served"].required = False

    @property
    def answer(self) -> str:
        """The words, in short."""
        said = "\n".join(str(self.cleaned_data.get(name)) for name in self.makes_of)
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def answered(self) -> bool:
        """Whether every part of the letters was entered."""
        return self.is_bound and not any(name in self.errors for name in self.makes_of)

    def shown(self, contents: Contents) -> Sequence[Shown]:
        """The letters as they will be recorded. Raises KeyError for what is not opened."""
        raise NotImplementedError


class NoticeForm(LetterForm):
    """Tell the respondent what is alleged and by when to reply."""

    makes = c.GiveNotice
    makes_of: ClassVar = ("text", "reply_by")
    text = base.text(
        _("Notice to the respondent"),
        _(
            "The allegations with their clauses, what could follow and the last day to reply are added below it by the program. "
            "Write on what evidence, who investigates, where there is support, and what else they need for an answer. At least 20 "
            "letters."
        ),
        rows=14,
    )
    reply_by = DatePartsField(label=_("Reply by"))

    def begin(self, scene: Scene) -> dict[str, Any]:
        """The usual date, or the one that they have been given already if that is later."""
        usual = usual_reply_by(scene.rulebook, scene.loaded.around.today)
        return {"reply_by": max(usual, scene.the_case().reply_by or usual)}

    def shown(self, contents: Contents) -> Sequence[Shown]:
        """The notice."""
        said = self.cleaned_data
        added = letters.notice(self.scene.the_case(), self.scene.rulebook, contents, said["reply_by"])
        return (Shown(gettext("The notice, as the respondent reads it"), f"{said['text']}\n\n{added}"),)


class TellForm(LetterForm):
    """Tell the parties the outcome, both on the same day; for a complaint without a case of its own, the complainant."""

    makes = c.Notify
    makes_of: ClassVar = ("to_complainant", "to_respondent", "remedy", "remedy_by")
    to_complainant = base.text(
        _("Letter to the complainant"),
        _(
            "They read it on their page. The findings, the reasons of the decision and how it departs from the recommendation are "
            "added below it by the program."
        ),
        rows=10,
    )
    to_respondent = base.text(
        _("Letter to the respondent"),
        _(
            "The findings, the sanction, the reasons of the decision and how it departs from the recommendation are added below it "
            "by the program."
        ),
        rows=10,
    )
    remedy = base.text(_("Where else they can go"), _("Outside the organisation. Both letters say it."), rows=3)
    remedy_by = DatePartsField(label=_("By when at the latest"))

    def begin(self, scene: Scene) -> dict[str, Any]:
        """The rulebook's remedy and its last day."""
        remedy = scene.rulebook.external_remedy
        return {"remedy": remedy.name, "remedy_by": scene.loaded.around.today + timedelta(days=remedy.days)}

    def choose(self, scene: Scene) -> None:
        """Where there is no case there is no respondent, and nothing is added."""
        super().choose(scene)
        if scene.case is None:
            self.fields["to_complainant"].help_text = _("They read it on their page. At least 20 letters.")
            for name in ("to_respondent", "served", "uploads", "seen"):
                del self.fields[name]

    @property
    def asks_twice(self) -> bool:
        """A letter to which nothing is added is sent once."""
        return self.scene.case is not None

    def values(self) -> dict[str, Any]:
        """The command's members; without a case only the complainant's letter."""
        return dict(self.cleaned_data) if self.scene.case is None else super().values()

    def shown(self, contents: Contents) -> Sequence[Shown]:
        """Both letters."""
        case, rulebook, said = self.scene.the_case(), self.scene.rulebook, self.cleaned_data
        theirs = letters.outcome_for_respondent(case, rulebook, contents)
        mine = letters.outcome_for_complainant(case, rulebook, contents)
        return (
            Shown(gettext("What the complainant reads on their page"), self._whole(said["to_complainant"], mine)),
            Shown(gettext("The letter to the respondent"), self._whole(said["to_respondent"], theirs)),
        )

    def _whole(self, text: str, added: str) -> str:
        said = self.cleaned_data
        return "\n\n".join((text, added, said["remedy"], letters.last_day(said["remedy_by"])))
