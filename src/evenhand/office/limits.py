"""How much, how many and how long, where it is about files and drafts. The page docs/reference/limits.md is printed from here."""

from datetime import timedelta

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
MOST_BYTES = 50 * MEGABYTE
"""The largest file, in clear bytes."""
MOST_FILES = 20
"""How many files one draft or one form may have."""
KEEP_FREE = GIGABYTE
"""Bytes of the disk that no file may take: room for complaints without files, and for everything that is done about them."""
KEEP_SHARE = 4
"""Of a disk that is smaller than some gigabytes, one part in so many is kept instead."""
MOST_WAITING = 20 * GIGABYTE
"""Bytes that all files may have together which belong to no act yet."""
MOST_WAITING_FILES = 50_000
"""How many of them there may be."""
MOST_DRAFTS = 10_000
"""Drafts at once. Beyond that those go that were left alone longest."""
LEFT_ALONE = timedelta(hours=1)
"""No draft that was changed so recently goes for another's sake."""
CROWDED = 0.5
"""From this share of the room on, nobody may take more than a fair part of it."""
FAIR_BYTES = 2 * GIGABYTE
"""What one network address may send within an hour while it is crowded."""
FAIR_DRAFTS = 50
"""How many drafts may be begun from one network address within an hour while it is crowded."""
FAIR_TIME = timedelta(hours=1)
"""The hour of both."""
