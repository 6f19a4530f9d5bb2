"""The parts of a family file: each room names its own, the tabs of the file show those that are open to the reader.

Rooms register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    file_parts.register(FilePart(_("Referrals"), "referrals:list", Facet.REFERRAL, order=50))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from django.utils.functional import Promise

from chancennetz.access.constants import Facet


@dataclasses.dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a family file. `url_name` takes the file's id; `facet` is what one must be allowed to read."""

    label: str | Promise
    url_name: str
    facet: Facet
    order: int = 50


_parts: dict[str, FilePart] = {}


def register(part: FilePart) -> None:
    """Add a part; registering the same address again replaces it."""
    _parts[part.url_name] = part


def open_parts(facets: Collection[Facet]) -> list[FilePart]:
    """Return the parts that somebody who may read these facets finds in the file, in their order."""
    return sorted((part for part in _parts.values() if part.facet in facets), key=lambda part: part.order)
