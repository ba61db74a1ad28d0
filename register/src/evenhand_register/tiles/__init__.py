"""A log as static files (C2SP tlog-tiles, register.md section 1.6).

    checkpoint                            the signed head
    tile/<level>/<index>[.p/<width>]      hashes of the tree, 256 to a full tile
    tile/entries/<index>[.p/<width>]      the entries themselves, in bundles of the same 256
    record/<hex>                          the opening of a published record

A tile at level L holds the roots of complete subtrees of 256^L leaves, so the tiles of one level can be checked
against the level above, and the whole against a checkpoint. `paths` says what the files are called, `bundles` how
entries stand in them, `reader` computes hashes and entries from them, and `grow` says which files a growing log has
to write. None of them opens a file: they are handed a `TileStore`.
"""

from .bundles import decode_bundle, encode_bundle
from .grow import Growth, grow
from .paths import (
    CHECKPOINT,
    TILE_WIDTH,
    TilePath,
    entries_path,
    full_tiles,
    parse_path,
    partial_width,
    record_path,
    tile_path,
)
from .reader import StoredHashes, TileStore, VerifiedHashes, read_entries

__all__ = [
    "CHECKPOINT",
    "TILE_WIDTH",
    "Growth",
    "StoredHashes",
    "TilePath",
    "TileStore",
    "VerifiedHashes",
    "decode_bundle",
    "encode_bundle",
    "entries_path",
    "full_tiles",
    "grow",
    "parse_path",
    "partial_width",
    "read_entries",
    "record_path",
    "tile_path",
]
