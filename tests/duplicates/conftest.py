"""Fixtures of the room: the family of the tests of people."""

from __future__ import annotations

from tests.people.conftest import family

__all__ = ["family"]
