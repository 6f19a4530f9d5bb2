"""The offers of the search's tests; nothing is left in memory between two tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chancennetz.mapsearch.directory import shelf
from chancennetz.publicmap.answers import answers
from tests.mapsearch.conftest import directory, offers, taxonomies

__all__ = ["directory", "offers", "taxonomies"]


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    shelf.forget()
    answers.forget()
    yield
    shelf.forget()
    answers.forget()
