"""A receipt on its way in: a file or pasted text, read into memory up to a limit, never written anywhere.

The product's own upload handler seals what arrives for a case. A receipt belongs to no case and is forgotten with the
answer, so this one keeps it in memory; of what is too large it lets go.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 256 * 1024
"""A receipt has a few kilobytes; with its sealed content shown, some tens."""
MOST_MARK = 1024

type Upload = UploadedFile[bytes]


class ReceiptUploadHandler(FileUploadHandler):
    """Keeps the first so many bytes of a file, and its true size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._kept = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  (Django's own signature)
        """Keep what fits."""
        self._kept += raw_data[: MOST_BYTES - len(self._kept)]

    def file_complete(self, file_size: int) -> Upload:
        """The file as the form sees it."""
        return UploadedFile(ContentFile(bytes(self._kept)), self.file_name, size=file_size)


class ReceiptForm(forms.Form):
    """The receipt, once, and the value that only its owner knows."""

    file = forms.FileField(
        label=_("The file of the receipt"),
        required=False,
        help_text=_("It ends in .json. It is read, checked and forgotten: nothing is stored."),
    )
    text = forms.CharField(
        label=_("Or paste all that is in the file"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )
    mark = forms.CharField(
        label=_("Your own mark"),
        required=False,
        max_length=MOST_MARK,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "What you typed, or were shown, before you sent your complaint. With it we can check that the receipt is yours "
            "alone and was not handed to somebody else as well."
        ),
    )

    def clean_file(self) -> Upload | None:
        """A file of a bearable size. Raises ValidationError."""
        file: Upload | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is larger than any receipt. Choose the one that you were given."))
        return file

    def clean(self) -> dict[str, Any] | None:
        """One receipt, not none and not two. Raises ValidationError."""
        given = [name for name in ("file", "text") if self.cleaned_data.get(name)]
        if len(given) > 1:
            raise ValidationError(_("You gave a file and pasted text as well. Leave one of the two empty."))
        if not given and not self.errors:
            raise ValidationError(_("Choose the file of your receipt, or paste what is in it."))
        return super().clean()

    @property
    def receipt(self) -> bytes:
        """The bytes to check. Only of a valid form."""
        file: Upload | None = self.cleaned_data["file"]
        return file.read() if file else str(self.cleaned_data["text"]).encode("utf-8", "surrogatepass")
