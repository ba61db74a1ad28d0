"""Forms with files: several at once, sealed as they arrive, and not lost when the form comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk.forms.base import ActForm, Scene
from evenhand.doors.desk.kept_files import from_token, to_token
from evenhand.doors.uploads import FilesField, SealedUpload
from evenhand.process.facts import FileRef

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stands in the form already, as its page carries it."""

    token: str
    name: str
    size: int


def files_field() -> FilesField:
    """The question for files."""
    return FilesField(label=_("Files"), required=False, help_text=_("You can choose several, up to 50 MB each."))


def files_of(sent: QueryDict, uploads: Sequence[Any], person: str) -> tuple[FileRef, ...]:
    """Every file of a form: those kept from before, unless they were taken out, and those that came just now."""
    kept = [from_token(token, person) for token in sent.getlist(KEPT)]
    new = [upload.ref for upload in uploads if isinstance(upload, SealedUpload) and not upload.fault]
    return (*(file for file in kept if file), *new)


def carried(files: Sequence[FileRef], person: str) -> list[Kept]:
    """The files as the page carries them until the form is sent again."""
    return [Kept(to_token(file, person), file.name, file.size) for file in files]


class FilesForm(ActForm):
    """An act that files may come with."""

    uploads = files_field()
    places: ClassVar = {"files": "uploads"}
    instead: ClassVar[str] = ""
    """The field that need not be filled in if there is a file."""

    def choose(self, scene: Scene) -> None:  # noqa: ARG002  (all forms are called alike)
        """With a file in the form nothing has to be written."""
        if self.instead:
            self.fields[self.instead].required = not (self.is_bound and self.refs)

    @property
    def kept(self) -> list[Kept]:
        """The files that the form holds already."""
        return carried(self.refs, self.scene.person.ref)

    @property
    def refs(self) -> tuple[FileRef, ...]:
        """The files that go with the act."""
        uploads = self.files.getlist("uploads") if self.is_bound else []
        return files_of(self.sent, uploads, self.scene.person.ref)

    def values(self) -> dict[str, Any]:
        """The command's members, its files among them."""
        values = super().values()
        del values["uploads"]
        return {**values, "files": self.refs}
