"""The rulebooks and maps that come with the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def shipped_rulebook(name: str = "membership-body") -> str:
    """The text of a rulebook in `rulebooks/`. Raises FileNotFoundError."""
    return (ROOT / "rulebooks" / f"{name}.toml").read_text(encoding="utf-8")
