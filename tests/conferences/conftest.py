"""A family and a table of five."""

from __future__ import annotations

import pytest

from tests.conferences import tables
from tests.universe import Universe


@pytest.fixture
def family(universe: Universe) -> tables.Family:
    """Parents with a child, counselled by Anna."""
    return tables.enter_family(universe)


@pytest.fixture
def table(universe: Universe) -> tables.Table:
    """A conference with five offices and five different releases."""
    return tables.set_table(universe)
