"""Uploads, whichever door they come through: sealed as they arrive, never written in the clear (DESIGN 5.10).

Settings name `SealingUploadHandler`, so this holds for every form of every door, and also for a request that is refused later:
what no view takes up is forgotten when the request ends. A view takes a file up by asking for its `ref`.
"""

import re
from enum import StrEnum
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from evenhand.doors.requests import Request
from evenhand.office.limits import MEGABYTE, MOST_BYTES, MOST_FILES
from evenhand.office.uploads import Incoming, count_attempt
from evenhand.process.facts import FileRef

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w.+-]{0,60}/[A-Za-z0-9][\w.+-]{0,60}", re.ASCII)
_UNKNOWN_TYPE = "application/octet-stream"


class Fault(StrEnum):
    """Why a file was not kept. The value is the reason under which the attempt is counted."""

    TOO_LARGE = "file-too-large"
    TOO_MANY = "too-many-files"
    EMPTY = "file-empty"
    NOT_STORED = "file-not-stored"
    NO_ROOM = "no-room"
    SHARE = "too-much-from-one-network"
    INTERRUPTED = "upload-interrupted"


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs alone
    """A file in `request.FILES`. Its bytes cannot be read back: they are sealed. With a `fault` it was not kept."""

    def __init__(self, name: str, media_type: str, size: int, incoming: Incoming | None, fault: Fault | None) -> None:
        super().__init__(None, name, media_type, size)
        self._incoming = incoming
        self.fault = fault

    @cached_property
    def ref(self) -> FileRef:
        """Take the file up: it is durable from now on. Raises ValueError if it was not kept, OSError if it cannot be."""
        if self._incoming is None:
            raise ValueError(f"This file was not kept ({self.fault}): show its sentence instead.")
        incoming, self._incoming = self._incoming, None
        return incoming.finish(self.name or "", self.content_type or _UNKNOWN_TYPE)

    @property
    def sentence(self) -> str:
        """What the sender is told about a file that was not kept; nothing if it was."""
        return sentence(self.name or "", self.fault) if self.fault else ""

    def close(self) -> None:
        """Forget the file unless it was taken up. Django calls this when the request ends."""
        if self._incoming is not None:
            self._incoming.abandon()


def sentence(name: str, fault: Fault) -> str:
    """What went wrong with a file, and what to do."""
    words = {
        Fault.TOO_LARGE: _(
            "“%(name)s” is larger than %(most)d MB, so it was not added. Split it, or tell us and we find another way."
        ),
        Fault.TOO_MANY: _(
            "“%(name)s” was not added: %(files)d files at a time is the most. Add it on its own afterwards."
        ),
        Fault.EMPTY: _("“%(name)s” is empty, so it was not added. Choose it again, or another file."),
        Fault.NOT_STORED: _("“%(name)s” could not be stored at this moment. Go on without it, and add it later."),
        Fault.NO_ROOM: _(
            "“%(name)s” was not added: what room is left is kept for complaints without files. Go on without it, and add it later."
        ),
        Fault.SHARE: _(
            "“%(name)s” was not added: very much was sent from your network within this hour. Go on without it, and add it later."
        ),
        Fault.INTERRUPTED: _("“%(name)s” did not arrive complete. Add it again."),
    }
    return words[fault] % {"name": name, "most": MOST_BYTES // MEGABYTE, "files": MOST_FILES}


class SealingUploadHandler(FileUploadHandler):
    """Seals each file of a request on its way into the blob store."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._asked = cast(Request, request)
        self._files = 0
        self._incoming: Incoming | None = None
        self._fault: Fault | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._files += 1
        self._fault, self._incoming = None, None
        if self._files > MOST_FILES:
            self._fault = Fault.TOO_MANY
            return
        try:
            short = self._asked.room.for_file(self._asked.office, self._asked.sender)
            self._fault = Fault(short) if short else None
            self._incoming = None if short else Incoming(self._asked.office)
        except OSError:
            self._fault = Fault.NOT_STORED

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal and store one piece. After a fault the rest of the file is read and dropped, so that the page can say why."""
        if self._incoming is None:
            return
        if start + len(raw_data) > MOST_BYTES:
            self._give_up(Fault.TOO_LARGE)
            return
        try:
            short = self._asked.room.for_piece(self._asked.office, self._asked.sender, len(raw_data))
            if short:
                self._give_up(Fault(short))
            else:
                self._incoming.write(raw_data)
        except OSError:
            self._give_up(Fault.NOT_STORED)

    def file_complete(self, file_size: int) -> SealedUpload:
        """The file as views see it."""
        if file_size == 0:
            self._give_up(Fault.EMPTY)
        self._count()
        incoming, self._incoming = self._incoming, None
        media_type = self.content_type or ""
        if not _MEDIA_TYPE.fullmatch(media_type):
            media_type = _UNKNOWN_TYPE
        return SealedUpload(self.file_name or "", media_type, file_size, incoming, self._fault)

    def upload_interrupted(self) -> None:
        """The connection ended inside a file."""
        self._give_up(Fault.INTERRUPTED)
        self._count()

    def _give_up(self, fault: Fault) -> None:
        self._fault = self._fault or fault
        if self._incoming is not None:
            self._incoming.abandon()
            self._incoming = None

    def _count(self) -> None:
        if self._fault is not None:
            match = self._asked.resolver_match
            count_attempt(self._asked.office, match.app_name if match else "", self._fault)


class FilesInput(forms.FileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; its value is a list of SealedUpload, each kept. A file with a fault is an error with its sentence."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:  # noqa: ARG002  (as Django calls it)
        """Raises ValidationError with a sentence for each file that was not kept."""
        uploads = [upload for upload in data or () if upload]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], "required")
        faults = [ValidationError(upload.sentence, upload.fault) for upload in uploads if upload.fault]
        if faults:
            raise ValidationError(faults)
        return uploads
