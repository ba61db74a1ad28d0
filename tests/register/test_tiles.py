import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand_register import tiles, tree
from evenhand_register.tiles import StoredHashes, TilePath, VerifiedHashes, decode_bundle, encode_bundle, grow

from .support import Files, Leaves, b64, code_of, named, numbered, unhurried, vectors

VECTORS = vectors("tiles.json")
SIZE = 70_000
ENTRIES = numbered(SIZE)
LARGE = Files(grow(Files(), 0, ENTRIES).files)
ROOT = grow(LARGE, SIZE, []).root


def log_of(size):
    return Files(grow(Files(), 0, ENTRIES[:size]).files)


def level_of(case):
    return None if case["level"] == "entries" else case["level"]


@pytest.mark.parametrize("case", VECTORS["paths"])
def test_a_path_names_a_tile_and_a_tile_has_one_path(case):
    tile = TilePath(level_of(case), case["index"], case["width"])
    assert tile.render() == case["path"]
    assert tiles.parse_path(case["path"]) == tile


@pytest.mark.parametrize("path", VECTORS["bad_paths"])
def test_another_path_does_not_exist(path):
    assert tiles.parse_path(path) is None


@unhurried
@given(st.integers(0, 63) | st.none(), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_path_is_read_back(level, index, width):
    tile = TilePath(level, index, width)
    assert tiles.parse_path(tile.render()) == tile


@unhurried
@given(st.text() | st.text(st.sampled_from("tilenrs/x0123456789.p")).map("tile/".__add__))
def test_garbage_names_nothing_or_itself(path):
    tile = tiles.parse_path(path)
    assert tile is None or tile.render() == path


@pytest.mark.parametrize("case", VECTORS["widths"])
def test_the_last_tile_of_each_level_is_as_wide_as_published(case):
    assert tiles.partial_width(case["size"], case["level"]) == case["width"]


@pytest.mark.parametrize("case", **named(VECTORS["trees"]))
def test_a_log_of_each_size_has_the_published_files(case):
    files = grow(Files(), 0, ENTRIES[: case["size"]]).files
    assert len(files) == case["count"]
    assert hashlib.sha256("\n".join(sorted(files)).encode()).hexdigest() == case["all_paths_sha256"]
    for file in case["files"]:
        assert hashlib.sha256(files[file["path"]]).hexdigest() == file["sha256"]
        assert len(files[file["path"]]) == file["bytes"]


def test_the_demonstration_log_has_the_published_files():
    entries = [case["entry"].encode() for case in vectors("log.json")["entries"]]
    assert grow(Files(), 0, entries).files == {
        case["path"]: b64(case["base64"]) for case in VECTORS["demonstration_log"]
    }


@pytest.mark.parametrize("case", **named(VECTORS["bundles"]))
def test_a_bundle_is_checked_against_its_tile(case):
    width = case["width"]
    store = Files(
        {tiles.tile_path(0, 0, width): b64(case["tile"]), tiles.entries_path(0, width): b64(case["bundle"])}
    )
    expected = None if case["lie"] is None else "E_TILE"
    assert code_of(lambda: tiles.read_entries(StoredHashes(store, width), 0)) == expected


@unhurried
@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_read_back(entries):
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@unhurried
@given(st.binary(), st.integers(0, 256))
def test_garbage_is_no_bundle(raw, width):
    assert code_of(lambda: decode_bundle(raw, width)) in (None, "E_TILE")


@settings(unhurried, max_examples=30)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=4))
def test_growing_in_steps_writes_what_growing_at_once_writes(steps):
    store, size = Files(), 0
    for step in steps:
        growth = grow(store, size, ENTRIES[size : size + step])
        assert growth.size == size + step
        assert growth.root == tree.root(Leaves(ENTRIES[: growth.size]), growth.size)
        assert not any(store.get(path, raw) != raw for path, raw in growth.files.items()), (
            "a written file never changes"
        )
        store.update(growth.files)
        size = growth.size
    at_once = grow(Files(), 0, ENTRIES[:size]).files
    assert at_once.items() <= store.items()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
def test_growing_by_one_entry_reads_a_file_for_each_level_at_most(size):
    store = log_of(size)
    store.reads.clear()
    grow(store, size, [b"one more"])
    levels = -(-size.bit_length() // 8)
    assert len(store.reads) <= 1 + 2 * levels
    assert not [path for path in store.reads if path not in store]


def test_a_bundle_that_does_not_fit_its_tile_is_not_grown_upon():
    store = log_of(10)
    store["tile/entries/000.p/10"] = encode_bundle([b"rewritten", *ENTRIES[1:10]])
    assert code_of(lambda: grow(store, 10, [b"one more"])) == "E_TILE"


def test_an_entry_too_long_for_a_bundle_is_refused():
    assert code_of(lambda: grow(Files(), 0, [bytes(65_536)])) == "E_ENTRY_FORMAT"
    grow(Files(), 0, [bytes(65_535)])


@unhurried
@given(st.data())
def test_proofs_from_tiles_are_those_of_the_whole_tree(data):
    size = data.draw(st.integers(1, 65_536) | st.just(SIZE))  # the large log holds full tiles for the smaller sizes
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    hashes = StoredHashes(LARGE, size)
    root = tree.root(hashes, size)
    tree.verify_inclusion(
        tree.leaf_hash(ENTRIES[index]), index, size, tree.prove_inclusion(hashes, index, size), root
    )
    proof = tree.prove_consistency(hashes, old, size)
    tree.verify_consistency(old, size, proof, tree.root(hashes, old), root)


def test_a_proof_in_a_large_log_reads_a_few_files():
    LARGE.reads.clear()
    tree.prove_inclusion(StoredHashes(LARGE, SIZE), 12_345, SIZE)
    assert len(LARGE.reads) <= 6


def test_a_dropped_partial_tile_is_read_from_the_full_one():
    store = log_of(300)
    for path in ("tile/0/000", "tile/entries/000"):
        assert path in store
    hashes = VerifiedHashes(store, 200, tree.root(Leaves(ENTRIES[:200]), 200))
    assert tiles.read_entries(hashes, 0) == ENTRIES[:200]


def test_every_entry_of_a_large_log_is_read_and_verified():
    hashes = VerifiedHashes(LARGE, SIZE, ROOT)
    found = [entry for index in range(-(-SIZE // 256)) for entry in tiles.read_entries(hashes, index)]
    assert found == ENTRIES


def read_all(store, size, root):
    hashes = VerifiedHashes(store, size, root)
    for index in range(-(-size // 256)):
        tiles.read_entries(hashes, index)


@unhurried
@given(st.data())
def test_every_flipped_bit_of_every_file_is_caught(data):
    store, root = log_of(600), tree.root(Leaves(ENTRIES[:600]), 600)
    path = data.draw(st.sampled_from(sorted(store)))
    bit = data.draw(st.integers(0, len(store[path]) * 8 - 1))
    changed = bytearray(store[path])
    changed[bit // 8] ^= 1 << bit % 8
    store[path] = bytes(changed)
    assert code_of(lambda: read_all(store, 600, root)) == "E_TILE"


@pytest.mark.parametrize("path", sorted(log_of(600)))
def test_every_file_is_needed(path):
    store, root = log_of(600), tree.root(Leaves(ENTRIES[:600]), 600)
    del store[path]
    assert code_of(lambda: read_all(store, 600, root)) == "E_TILE"


def test_a_tile_exchanged_together_with_its_entries_is_caught_by_the_tile_above():
    store, root = log_of(600), tree.root(Leaves(ENTRIES[:600]), 600)
    forged = grow(Files(), 0, [b"forged", *ENTRIES[1:256]]).files
    store["tile/0/000"], store["tile/entries/000"] = forged["tile/0/000"], forged["tile/entries/000"]
    assert code_of(lambda: read_all(store, 600, root)) == "E_TILE"


class TwoFaced(Files):
    """Shows the honest file at first and another one from then on."""

    def __init__(self, honest, later):
        super().__init__(honest)
        self.later = later

    def read(self, path):
        shown = super().read(path)
        if path in self.later:
            self[path] = self.later[path]
        return shown


def test_a_store_that_changes_its_files_after_the_check_is_not_believed():
    honest = log_of(300)
    forged = grow(Files(), 0, [*ENTRIES[:299], b"forged"]).files
    hashes = VerifiedHashes(TwoFaced(honest, forged), 300, tree.root(Leaves(ENTRIES[:300]), 300))
    for index in (0, 1, 0, 1):
        hashes.tile(0, index)
    assert hashes.tile(0, 1) == Leaves(ENTRIES[:300]).leaves[256:]


@pytest.mark.parametrize(("level", "index"), [(0, 2), (0, -1), (1, 1), (2, 0), (5, 0)])
def test_a_tile_beyond_the_tree_is_not_there(level, index):
    hashes = StoredHashes(log_of(300), 300)
    assert code_of(lambda: hashes.tile(level, index)) == "E_TILE"
