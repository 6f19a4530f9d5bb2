"""A family that consents, refuses and withdraws."""

from __future__ import annotations

import pytest

from tests.people.conftest import Family, enter_family
from tests.universe import Universe


@pytest.fixture
def family(universe: Universe) -> Family:
    """The family Yılmaz, counselled by Anna."""
    return enter_family(universe)
