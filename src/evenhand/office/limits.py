"""How much, how many and how long, where it is about files and drafts. The page docs/reference/limits.md is printed from here."""


MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
"""The largest file, in clear bytes."""
MOST_FILES = 20
"""How many files one draft or one form may have."""
