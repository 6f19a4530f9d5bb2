"""Fixtures of the room: the family of the tests of casework."""

from __future__ import annotations

from tests.casework.conftest import world

__all__ = ["world"]
