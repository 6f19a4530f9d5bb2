"""Fixtures of casework."""

from __future__ import annotations

import pytest

from tests.casework import world as worlds
from tests.universe import Universe


@pytest.fixture
def world(universe: Universe) -> worlds.World:
    """Family Kaya at Werkhof, led by Anna; the mother takes part in the programme."""
    return worlds.build(universe)
