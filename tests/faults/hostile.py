"""What strangers send: files and forms made to break something."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler

from evenhand.office import limits, room
from evenhand.records.blobs import Disk
from evenhand.records.models import Draft, DraftFile, Sealed
from evenhand.site.bodies import MOST_REQUEST, Guarded, Party, Waits
from tests.faults.scenario import Told, scenario

NAMES = ("../../etc/passwd", "report\u202efdp.exe", 'a"; filename="b.exe', "line\r\nSet-Cookie: stolen=1", "; .pdf")
RUNNING = {
    "page.html": ("text/html", b"<script>alert(1)</script>"),
    "picture.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "letter.pdf": ("application/pdf", b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
}


def _sent_with(visitor, files: dict[str, tuple[str, bytes]]) -> list:
    """A complaint with these files, sent; the answers with each file as its sender gets it back, in the order of names."""
    visitor.answer()
    uploads = [SimpleUploadedFile("x", content, kind) for kind, content in files.values()]
    for upload, name in zip(uploads, files, strict=True):
        upload._name = name
    visitor.post("/complain/files/", {"attachments": uploads, "do": "add"})
    visitor.send()
    assert "Your complaint is registered" in visitor.text
    addresses = Sealed.objects.filter(what="file").values_list("address", flat=True)
    answers = [visitor.client.get(f"/follow/file/{address}/") for address in addresses]
    return sorted(answers, key=lambda answer: answer["Content-Disposition"])


@scenario("Names of files that lead out of a folder, turn their ending round, or add a header")
def names_that_attack(visitor) -> Told:
    """The name is shown escaped and sent as RFC 6266 says; the file lies under the hash of its ciphertext."""
    answers = _sent_with(visitor, dict.fromkeys(NAMES, ("application/pdf", b"a letter")))
    assert len(answers) == len(NAMES)
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    said = "\n".join(answer["Content-Disposition"] for answer in answers)
    return Told(
        said,
        "nothing: every file is kept; unprintable characters and folders leave its name",
        "its sender, on their page",
    )


@scenario("Files that would run in a browser: a page, a picture with a script, a letter with a script")
def files_that_would_run(visitor) -> Told:
    """Whatever a file says that it is, it is saved and never shown."""
    answers = _sent_with(visitor, RUNNING)
    kept = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    lines = {", ".join(f"{name}: {answer[name].partition(';')[0]}" for name in kept) for answer in answers}
    [said] = lines
    return Told(said, "nothing: the file comes back byte for byte", "nobody needs to")


@scenario("A flood of files up to the last of the disk")
def a_flood_of_files(visitor, portal, monkeypatch) -> Told:
    """Files stop while there is room for complaints without files."""
    monkeypatch.setattr(
        type(portal.office.blobs), "disk", lambda _blobs: Disk(100 * limits.GIGABYTE, limits.KEEP_FREE)
    )
    visitor.answer()
    visitor.add_files(b"a letter")
    refusal = visitor.text[visitor.text.index("“letter.pdf”") :].partition(" later.")[0] + " later."
    visitor.send()
    assert "Your complaint is registered" in visitor.text
    assert not DraftFile.objects.exists()
    said = f"{refusal}\nThen, without the file: Your complaint is registered"
    return Told(
        said,
        "nothing but that one file, which its sender still has",
        "its sender; and whoever reads the counts of attempts",
    )


@scenario("A flood of drafts, all of them fresh")
def a_flood_of_drafts(visitor, monkeypatch) -> Told:
    """Who finds no place keeps every word on the page. Once drafts were left alone for an hour, they make way."""
    monkeypatch.setattr(room, "MOST_DRAFTS", 0)
    visitor.post("/complain/happened/", {"narrative": "Every word of this.", "happened": "", "about": ""})
    assert "Every word of this." in visitor.text
    assert not Draft.objects.exists()
    refusal = visitor.text[visitor.text.index("So many complaints") :].partition("few minutes.")[0] + "few minutes."
    return Told(
        f"{visitor.page.status_code}: {refusal}",
        "nothing: the words are on the page",
        "whoever writes at that moment",
    )


@scenario("A form that breaks off in the middle of a sentence, and one that never comes")
def a_form_that_breaks_off(portal) -> Told:  # noqa: ARG001  (the organisation that is asked)
    """Half a form is not a form; and who waits for the other half sits in nobody's way."""
    waits = Waits()
    guarded = Guarded(WSGIHandler(), waits)
    broken = _asked(guarded, b"narrative=I was at the", CONTENT_LENGTH="400")
    assert not Draft.objects.exists()
    endless = _asked(guarded, b"", CONTENT_LENGTH=str(MOST_REQUEST + 1))
    for number in range(200):
        waits.begin(number, Party("192.0.2.1", "192.0.2.1"))
    later = waits.seconds() + 10
    waits.seconds = lambda: later
    waiting = _asked(guarded, b"x=y", CONTENT_LENGTH="3")
    page = _asked(guarded, b"", REQUEST_METHOD="GET")
    said = (
        f"Broken off: {broken}\nToo long: {endless}\nAfter 200 that do not come: {waiting}\nA page meanwhile: {page}"
    )
    return Told(
        said, "nothing: half a form is not acted upon", "its sender, whose browser says that the connection broke"
    )


def _asked(guarded: Guarded, body: bytes, **environ: str) -> str:
    """The status of an answer, and its sentence if it is a plain one."""
    statuses = []
    whole = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/complain/happened/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "192.0.2.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **environ,
    }
    answer = guarded(whole, lambda status, _headers: statuses.append(status))
    text = b"".join(answer).decode()
    return statuses[0] if "<" in text else f"{statuses[0]}. {text.strip()}"
