"""A sample as files, with everything that somebody needs to draw it again: `sample.json` and `sample.csv`."""

import csv
import io
import json

from evenhand.process.numbers import number
from evenhand.process.sampling import key_of
from evenhand.records.queries.samples import Sample


def sample_json(one: Sample, origin: str) -> bytes:
    """All that was fixed and all that was drawn. `frame_text` is what was hashed, byte for byte."""
    document = {
        "v": "evenhand.sample/v1",
        "sample": one.number,
        "entry": one.entry,
        "drawn_on": one.on.isoformat(),
        "by": one.by,
        "frame_text": one.text(origin),
        "frame_sha256": one.frame_hash,
        "value": one.value,
        "wanted": one.wanted,
        "drawn": [
            {"index": index, "number": number(index), "key": key_of(one.frame_hash, one.value, index)}
            for index in one.chosen
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def sample_csv(one: Sample) -> bytes:
    """Every complaint of the frame with its key, in the order of the keys: those drawn come first. No cell is anybody's words."""
    keys = sorted((key_of(one.frame_hash, one.value, index), index) for index in one.listed)
    chosen = set(one.chosen)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(("key", "index", "number", "drawn"))
    rows.writerows((key, index, number(index), "yes" if index in chosen else "no") for key, index in keys)
    return out.getvalue().encode()
