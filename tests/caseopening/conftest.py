"""The family is the one of casework."""

from __future__ import annotations

from tests.casework.conftest import world

__all__ = ["world"]
