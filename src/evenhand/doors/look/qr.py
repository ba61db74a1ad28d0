"""QR codes, as drawing instructions inside the page: a printed page leads back to an address (ISO/IEC 18004)."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

BORDER = 4
"""White modules around the code, which a reader needs to find it; the standard asks for four."""


def qr_code(text: str, alternative: str) -> SafeString:
    """The code of a text as an SVG element, black on white also on a dark page; `alternative` is for who cannot see it."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    size = len(matrix) + 2 * BORDER
    squares = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(matrix, BORDER)
        for column, dark in enumerate(line, BORDER)
        if dark
    )
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}h-{}z"/><path fill="#000" d="{}"/></svg>',
        alternative,
        *(size, size, size, size, size),
        mark_safe(squares),  # noqa: S308  (numbers and letters made above)
    )
