"""Small files that a reader saves: receipts, the transcripts of draws, samples."""

from django.http import HttpResponse


def saved_json(raw: bytes, name: str) -> HttpResponse:
    """The file, to be saved under that name and never shown by the browser."""
    return saved(raw, name, "application/json")


def saved(raw: bytes, name: str, content_type: str) -> HttpResponse:
    """The same for a file of another type."""
    response = HttpResponse(raw, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
