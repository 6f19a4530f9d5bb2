"""Facts and invented words of the demo county."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def toml(name: str) -> dict[str, Any]:
    """Read a content file."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def raw(name: str) -> bytes:
    """Return a content file as it is."""
    return (FOLDER / name).read_bytes()
