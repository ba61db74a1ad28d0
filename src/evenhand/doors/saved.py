"""Small files that a reader saves: receipts, and the transcripts of draws."""

from django.http import HttpResponse


def saved_json(raw: bytes, name: str) -> HttpResponse:
    """The file, to be saved under that name and never shown by the browser."""
    response = HttpResponse(raw, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
