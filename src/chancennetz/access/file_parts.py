"""The parts of a family file: each room names its own, the tabs of the file show those that are open to the reader.

Rooms register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    file_parts.register(FilePart(_("Referrals"), "referrals:list", Facet.REFERRAL, order=50))

The main page of each part shows the same tabs as the overview, so that one moves between the parts without going back:
``tabs`` is a context processor, ``ui/base.html`` draws what it finds. It reads nothing from the database.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from chancennetz.access.constants import Facet
from chancennetz.access.rules import opened_facets
from chancennetz.core import actor as actors
from chancennetz.core import time
from chancennetz.ui.parts import Tab


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


def tabs(request: HttpRequest) -> dict[str, list[Tab]]:
    """Context processor: the tabs of the family file on the main page of each part, nothing on other pages."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    file, facts, actor = getattr(request, "file", None), getattr(request, "facts", None), actors.current()
    if here not in _parts or file is None or facts is None or actor is None:
        return {}
    found = open_parts(opened_facets(actor, facts, time.now()))
    return {
        "file_tabs": [
            Tab(str(part.label), reverse(part.url_name, args=[file.pk]), current=part.url_name == here)
            for part in found
        ]
    }
