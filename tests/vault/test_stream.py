"""A stream opens whole or not at all: nothing cut off, added, repeated, moved or mixed in."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, new_content_key
from evenhand.vault.stream import CHUNK, Sealer, open_stream

HEAD = 17
SEALED = CHUNK + 16
EDGES = [0, 1, 255, 256, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 7]


def sealed_stream(content: bytes, key: ContentKey, piece: int = 10_000) -> bytes:
    sealer = Sealer(key, os.urandom)
    return b"".join([*(sealer.update(part) for part in pieces(content, piece)), sealer.finish()])


def opened(stream: bytes, key: ContentKey, piece: int = 50_000) -> bytes:
    return b"".join(open_stream(key, pieces(stream, piece)))


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("length", EDGES)
def test_what_is_sealed_is_opened_at_every_edge_of_a_chunk(length):
    key, content = new_content_key(os.urandom), os.urandom(length)
    assert opened(sealed_stream(content, key), key) == content


@settings(max_examples=30)
@given(st.integers(0, 3 * CHUNK), st.integers(500, 2 * CHUNK), st.integers(500, 2 * CHUNK))
def test_it_does_not_matter_in_what_pieces_bytes_come(length, sealing_piece, opening_piece):
    key, content = new_content_key(os.urandom), os.urandom(length)
    stream = sealed_stream(content, key, sealing_piece)
    assert opened(stream, key, opening_piece) == content


def test_a_stream_may_come_byte_by_byte():
    key = new_content_key(os.urandom)
    assert opened(sealed_stream(b"short", key, 1), key, 1) == b"short"


def test_chunks_are_handed_out_before_the_file_is_whole():
    sealer = Sealer(new_content_key(os.urandom), os.urandom)
    assert len(sealer.update(bytes(CHUNK))) == HEAD + SEALED
    assert sealer.update(b"a") == b""


def test_every_flipped_bit_of_a_short_stream_is_refused():
    key = new_content_key(os.urandom)
    stream = sealed_stream(b"what happened", key)
    for bit in range(len(stream) * 8):
        changed = bytearray(stream)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            opened(bytes(changed), key)


@settings(max_examples=40)
@given(st.data())
def test_a_flipped_bit_anywhere_in_a_long_stream_is_refused(data):
    key = new_content_key(os.urandom)
    stream = bytearray(sealed_stream(os.urandom(2 * CHUNK + 100), key))
    stream[data.draw(st.integers(0, len(stream) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        opened(bytes(stream), key)


@settings(max_examples=40)
@given(st.data())
def test_a_stream_that_was_cut_off_anywhere_is_refused(data):
    key = new_content_key(os.urandom)
    stream = sealed_stream(os.urandom(2 * CHUNK + 100), key)
    with pytest.raises(CannotOpen):
        opened(stream[: data.draw(st.integers(0, len(stream) - 1))], key)


@pytest.mark.parametrize("kept", [0, 1, HEAD, HEAD + SEALED, HEAD + 2 * SEALED])
def test_a_stream_that_was_cut_off_between_chunks_is_refused(kept):
    """Even if the chunk that is last then ends as a last one would: the content is made so."""
    key, content = new_content_key(os.urandom), (bytes(CHUNK - 1) + b"\x80") * 2 + bytes(100)
    with pytest.raises(CannotOpen, match=r"at chunk|before it begins"):
        opened(sealed_stream(content, key)[:kept], key)


@pytest.mark.parametrize("length", [10, CHUNK - 1, CHUNK, 2 * CHUNK])
@pytest.mark.parametrize("added", [b"\0", b"\x80" + bytes(300), bytes(SEALED)])
def test_trailing_bytes_are_refused(length, added):
    key = new_content_key(os.urandom)
    with pytest.raises(CannotOpen):
        opened(sealed_stream(bytes(length), key) + added, key)


def test_chunks_in_another_order_repeated_or_left_out_are_refused():
    key = new_content_key(os.urandom)
    stream = sealed_stream(os.urandom(3 * CHUNK + 5), key)
    head, first, second, third, last = (
        stream[:HEAD],
        *(stream[HEAD + number * SEALED :][:SEALED] for number in range(3)),
        stream[HEAD + 3 * SEALED :],
    )
    assert opened(head + first + second + third + last, key)
    for lie in (
        [second, first, third, last],
        [first, first, second, third, last],
        [first, third, last],
        [first, second, third],
        [first, second, third, last, last],
        [last],
    ):
        with pytest.raises(CannotOpen):
            opened(head + b"".join(lie), key)


def test_the_chunk_of_another_file_under_the_same_key_is_refused():
    key = new_content_key(os.urandom)
    one, other = sealed_stream(bytes(2 * CHUNK), key), sealed_stream(bytes(2 * CHUNK), key)
    assert one != other
    with pytest.raises(CannotOpen):
        opened(one[: HEAD + SEALED] + other[HEAD + SEALED :], key)


def test_another_key_does_not_open_it():
    stream = sealed_stream(b"what happened", new_content_key(os.urandom))
    with pytest.raises(CannotOpen, match="chunk 1"):
        opened(stream, new_content_key(os.urandom))


def test_a_finished_stream_takes_nothing_more():
    sealer = Sealer(new_content_key(os.urandom), os.urandom)
    sealer.finish()
    with pytest.raises(ValueError, match="finished"):
        sealer.update(b"more")
    with pytest.raises(ValueError, match="finished"):
        sealer.finish()


def test_files_of_nearly_the_same_length_have_the_same_length_once_sealed():
    key = new_content_key(os.urandom)
    assert len({len(sealed_stream(bytes(length), key)) for length in (40_000, 40_100, 40_800)}) == 1
