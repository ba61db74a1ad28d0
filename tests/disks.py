"""Disks that are full, without a disk of their own."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def a_disk_that_takes(most: int) -> Iterator[None]:
    """No file of this process can grow beyond `most` bytes: what is written after that fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
