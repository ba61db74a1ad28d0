"""What the vault's tests share."""

import pytest
from hypothesis import settings

from evenhand.vault.argon import ArgonParams

settings.register_profile("untimed", deadline=None)  # a shared machine is slow at times; no test asserts time
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def quick() -> ArgonParams:
    """Argon2id parameters that cost nothing, for tests that are not about cost."""
    return ArgonParams(memory_kib=64, passes=1)
