"""Fixtures of the editor of forms."""

from __future__ import annotations

import pytest

from tests.assessments import world as worlds
from tests.universe import Universe


@pytest.fixture
def world(universe: Universe) -> worlds.World:
    """Family Kaya at Werkhof, led by Anna; the mother agreed to notes about health too."""
    return worlds.build(universe)
