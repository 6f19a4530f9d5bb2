"""Fixtures: family Kaya at Werkhof, led by Anna."""

from __future__ import annotations

from tests.handovers.conftest import sign_in, world

__all__ = ["sign_in", "world"]
