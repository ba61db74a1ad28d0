"""A file's name comes back to whoever saves it as it was sent, and can do nothing else (RFC 6266, RFC 8187)."""

import pytest

from tests.hostile.attacks import name_in
from tests.hostile.send import BORDER, raw, with_files
from tests.hostile.strings import file_names

pytestmark = pytest.mark.django_db
MULTIPART = f"multipart/form-data; boundary={BORDER}"


def test_every_name_that_can_be_shown_comes_back_and_none_adds_a_header(visitor):
    """In as many complaints as it takes, for each has a few files."""
    names = [name for name in file_names() if len(name) < 200]
    expected, found = set(), set()
    for start in range(0, len(names), 20):
        some = names[start : start + 20]
        visitor.answer()
        parts = [("attachments", b'filename="' + _escaped(name) + b'"', b"x") for name in some]
        body = with_files({"do": ["add"]}, parts)
        visitor.page = visitor.client.post("/complain/files/", body, content_type=MULTIPART, follow=True)
        visitor.send()
        page = visitor.get("/follow/complaint/").content.decode()
        for file in visitor.page.context["files"]:
            expected.add(file.name.strip())  # Python's own reader of headers strips
            answer = visitor.client.get(f"/follow/file/{file.address}/")
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Type"] == "application/octet-stream"
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert "Set-Cookie" not in answer.headers
            assert not set("\r\n\0") & set(answer["Content-Disposition"])
            found.add(name_in(answer["Content-Disposition"]))
        assert "<img src=x" not in page
    assert len(expected) > 20
    assert found == expected
    assert not any(set("/\\\u202e\u200b\x00\r\n") & set(name) for name in expected)


def _escaped(name: str) -> bytes:
    """As browsers write a name into a header."""
    return raw(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
