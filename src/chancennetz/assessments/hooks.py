"""What this room tells the lower ones at start-up."""

from __future__ import annotations


def register() -> None:
    """Enter everything."""
