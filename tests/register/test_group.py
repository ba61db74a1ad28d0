"""The group: one spelling for everything, no trap of a library open, and two libraries that agree in every byte."""

import ctypes
import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evenhand_register import _decaf
from evenhand_register.group import (
    BASE,
    IDENTITY,
    ORDER,
    ZERO,
    Scalar,
    add,
    blend,
    from_hash,
    library,
    multiply,
    multiply_base,
    number,
    plus,
    public_blends,
    read_commitment,
    read_point,
    read_scalar,
    subtract,
    total,
)

from .support import code_of, unhurried

FIELD = 2**255 - 19
NO_LIBDECAF = "libdecaf is not on this machine (Debian: apt install libdecaf0), so nothing is compared with it."
scalars = st.one_of(
    st.sampled_from([0, 1, 2, ORDER - 1, *(2**power for power in range(252))]), st.integers(0, ORDER - 1)
).map(number)
points = st.one_of(st.sampled_from([IDENTITY, BASE]), st.binary(min_size=64, max_size=64).map(from_hash))
spelt = st.one_of(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 40).map(lambda low: low.to_bytes(32, "little")),
    st.integers(-40, 40).map(lambda off: (FIELD + off).to_bytes(32, "little")),  # not reduced, or hardly
    points.map(lambda point: point[:31] + bytes([point[31] | 0x80])),
    points.map(lambda point: (-int.from_bytes(point, "little") % FIELD).to_bytes(32, "little")),  # the other sign
    points,
)


@pytest.fixture(params=["libsodium", "libdecaf"])
def with_library(request, monkeypatch):
    """The group as it is with each library; where libdecaf is not installed, that is said, and in CI it is a failure."""
    monkeypatch.setenv(_decaf.SETTING, request.param)
    _decaf.load.cache_clear()
    if request.param != library():
        assert "CI" not in os.environ, NO_LIBDECAF
        _decaf.load.cache_clear()
        pytest.skip(NO_LIBDECAF)
    yield request.param
    _decaf.load.cache_clear()


@unhurried
@given(st.integers(0, 2**256 - 1))
def test_a_scalar_has_one_spelling(value):
    raw = value.to_bytes(32, "little")
    assert code_of(lambda: read_scalar(raw)) == (None if value < ORDER else "E_SCALAR")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_points_and_scalars_have_32_bytes(size):
    assert code_of(lambda: read_scalar(bytes(size))) == "E_SCALAR"
    assert code_of(lambda: read_point(bytes(size))) == "E_POINT"


@pytest.mark.usefixtures("with_library")
def test_the_traps_of_the_library_are_closed():
    high = BASE[:31] + bytes([BASE[31] | 0x80])
    assert code_of(lambda: read_point(high)) == "E_POINT"
    assert read_point(IDENTITY) == IDENTITY
    assert code_of(lambda: read_commitment(IDENTITY)) == "E_POINT"
    assert multiply(ZERO, BASE) == multiply(number(5), IDENTITY) == multiply_base(ZERO) == IDENTITY
    assert subtract(BASE, BASE) == add(BASE, multiply(number(-1), BASE)) == IDENTITY
    assert subtract(BASE, IDENTITY) == add(IDENTITY, BASE) == BASE
    assert multiply(number(3), BASE) == multiply_base(number(3)) == total([BASE, BASE, BASE])


@pytest.mark.parametrize(
    "stranger", [bytes([1]) + bytes(31), b"\xff" * 32, BASE[:31] + bytes([BASE[31] | 0x80]), b"short"]
)
@pytest.mark.usefixtures("with_library")
def test_a_sum_notices_what_is_no_point(stranger):
    for tallies in ([stranger], [BASE, stranger], [stranger, BASE], [BASE, multiply_base(number(-1)), stranger]):
        assert code_of(lambda: total(tallies)) == "E_POINT"  # noqa: B023
    assert total([BASE, multiply_base(number(-1)), IDENTITY, BASE]) == BASE


@unhurried
@given(st.integers(0, ORDER - 1), st.integers(0, ORDER - 1))
def test_scalars_calculate_modulo_the_order(a, b):
    assert plus(number(a), number(b)) == number(a + b)
    assert isinstance(number(a), bytes)
    assert Scalar(number(a)) == number(a + ORDER)


def test_loading_the_group_leaves_no_file_behind(tmp_path):
    """The library writes itself to a temporary file in every process that loads it."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from evenhand_register import group; print(group.multiply_base(group.number(2)).hex())",
        ],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == add(BASE, BASE).hex()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def decaf() -> _decaf.Decaf:
    """libdecaf itself, without the comparison that `load` makes."""
    try:
        return _decaf.Decaf(ctypes.PyDLL(_decaf.FILE))
    except OSError:
        assert "CI" not in os.environ, NO_LIBDECAF
        pytest.skip(NO_LIBDECAF)


@unhurried
@given(raw=spelt)
@example(raw=IDENTITY)
def test_both_libraries_take_the_same_bytes_for_a_point(decaf, raw):
    """What one accepted and the other refused would split those who check."""
    found = decaf.total([raw])
    if code_of(lambda: read_point(raw)) is None:
        assert found == raw
    else:
        assert found is None


@unhurried
@given(st.lists(points, max_size=9))
def test_both_libraries_add_alike(decaf, some):
    found = IDENTITY
    for point in some:
        found = add(found, point)
    assert decaf.total(some) == found


@unhurried
@given(scalars, scalars, points, points)
def test_both_libraries_blend_alike(decaf, s, t, p, q):
    assert decaf.blend(s, t, p, q) == subtract(multiply_base(s), multiply(t, subtract(p, q)))


@unhurried
@given(st.lists(st.tuples(scalars, scalars, points), max_size=4), points)
def test_both_libraries_blend_what_is_public_alike(decaf, terms, p):
    found = decaf.public_blends([s for s, _, _ in terms], [t for _, t, _ in terms], p, [q for _, _, q in terms])
    assert found == b"".join(subtract(multiply_base(s), multiply(t, subtract(p, q))) for s, t, q in terms)


@pytest.mark.usefixtures("with_library")
def test_the_group_says_the_same_whatever_it_calculates_with():
    p, q, s, t = from_hash(b"p" * 64), from_hash(b"q" * 64), number(7**80), number(-5)
    assert blend(s, t, p, q) == add(multiply_base(s), multiply(number(5), subtract(p, q)))
    assert (
        public_blends([s, ZERO], [t, s], p, [q, p])
        == add(multiply_base(s), multiply(number(5), subtract(p, q))) + IDENTITY
    )
    assert total(iter([p] * 5000)) == multiply(number(5000), p)
    assert total([]) == IDENTITY


@pytest.fixture
def loaded_anew(decaf, monkeypatch):
    """libdecaf is looked for again, in this test and after it."""
    monkeypatch.delenv(_decaf.SETTING, raising=False)
    _decaf.load.cache_clear()
    yield decaf
    _decaf.load.cache_clear()


@pytest.mark.usefixtures("loaded_anew")
def test_a_library_that_calculates_otherwise_is_not_used(monkeypatch):
    """A broken build, or another library of the same name: found before its first result counts."""
    monkeypatch.setattr(_decaf.Decaf, "blend", lambda self, *said: self.total(said[-1:]))
    assert library() == "libsodium"


@pytest.mark.usefixtures("loaded_anew")
@pytest.mark.parametrize("told", ["size", "align"])
def test_a_library_that_is_laid_out_otherwise_is_not_used(monkeypatch, told):
    """Its results would be written past the end of what they were given."""
    right = ctypes.c_size_t.in_dll(ctypes.PyDLL(_decaf.FILE), f"decaf_255_{told}of_precomputed_s").value
    monkeypatch.setattr(_decaf, "_TABLE" if told == "size" else "_ALIGNED", right - 1)
    assert library() == "libsodium"


@pytest.mark.usefixtures("loaded_anew")
def test_a_library_that_is_not_there_is_done_without(monkeypatch, tmp_path):
    monkeypatch.setattr(_decaf, "FILE", str(tmp_path / "libdecaf.so.0"))
    assert library() == "libsodium"


@pytest.mark.parametrize("short", range(4))
def test_what_is_not_32_bytes_long_is_calculated_by_neither(decaf, short):
    """One would read what lies behind it in memory."""
    said = [b"1" if at == short else right for at, right in enumerate([number(1), number(2), BASE, BASE])]
    assert decaf.blend(*said) is None
    assert decaf.public_blends([said[0]], [said[1]], said[2], [said[3]]) is None
    with pytest.raises((ValueError, TypeError)):
        blend(*said)


def test_no_point_is_left_to_libsodium_to_refuse(decaf):
    one, none = number(1), b"\xff" * 32
    assert decaf.total([BASE, none]) is None
    assert decaf.blend(one, one, none, BASE) is decaf.blend(one, one, BASE, none) is None
    assert decaf.public_blends([one], [one], none, [BASE]) is None
    assert decaf.public_blends([one], [one], BASE, [none]) is None


@pytest.mark.parametrize("said", ["libsodium", "LIBSODIUM", " libdecaf", "none"])
def test_whatever_else_the_environment_says_keeps_libdecaf_out(said):
    asked = [sys.executable, "-c", "from evenhand_register import group; print(group.library())"]
    done = subprocess.run(asked, env={**os.environ, _decaf.SETTING: said}, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "libsodium"
