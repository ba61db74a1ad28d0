"""Bytes that are almost right: kept samples, cut, doubled, joined and changed, by hypothesis."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).parents[1] / "assets" / "fuzz"
QUICK = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LONG = settings(QUICK, max_examples=3_000)
_PIECES = (
    b"\x00", b"\xff\xfe", b"\r\n", b"\r\n\r\n", b"--", b'"', b"'", b"=", b";", b"&", b"%", b"%00", b"{", b"}", b"[" * 200, b",",
    b"9" * 400, b"-1", b"1e999", b"null", b"\xed\xa0\x80", b"\xe2\x80\xae", b"A" * 5_000,
)  # fmt: skip


def corpus(name: str) -> list[Path]:
    """The kept samples of one parser. What once was found wrong is added here under a name that says what it is."""
    return sorted((CORPUS / name).glob("*"))


@st.composite
def almost(draw, name: str) -> bytes:
    """A sample of that parser, spoilt in up to four places; now and then nothing but chance."""
    samples = [path.read_bytes() for path in corpus(name)]
    data = draw(st.sampled_from([*samples, draw(st.binary(max_size=300))]))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        put = draw(st.sampled_from([b"", data[start:end] * 2, data[:start], *_PIECES]) | st.binary(max_size=8))
        data = data[:start] + put + data[end:]
    return data
