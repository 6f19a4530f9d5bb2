"""Fixtures: family Kaya at Werkhof, led by Anna."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe


@pytest.fixture
def world(universe: Universe) -> World:
    """Family Kaya at Werkhof, led by Anna; the mother takes part in the programme."""
    return worlds.build(universe)


@pytest.fixture
def sign_in(client: Client, universe: Universe) -> Any:
    """Sign somebody in: `sign_in("anna")` returns the client."""

    def enter(name: str) -> Client:
        client.force_login(universe.users[name])
        return client

    return enter
