"""What the vault's tests share."""

import pytest

from evenhand.vault.argon import ArgonParams


@pytest.fixture(scope="session")
def quick() -> ArgonParams:
    """Argon2id parameters that cost nothing, for tests that are not about cost."""
    return ArgonParams(memory_kib=64, passes=1)
