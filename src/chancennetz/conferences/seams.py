"""What the room that leads conferences says at start-up: where its pages are. Papers and previews lead back there."""

from __future__ import annotations

import uuid
from typing import Protocol


class Pages(Protocol):
    """Finds the page of those who lead: of one conference, or the list of all of a file."""

    def __call__(self, file_id: uuid.UUID, conference_id: uuid.UUID | None = None) -> str:
        """Return its address."""


_pages: Pages | None = None


def pages_at(find: Pages) -> None:
    """Say where conferences are led; called once at start-up."""
    global _pages
    _pages = find


def page_of(file_id: uuid.UUID, conference_id: uuid.UUID | None = None) -> str:
    """Return the address where a conference is led, or where all of a file are listed."""
    return _pages(file_id, conference_id) if _pages is not None else ""
