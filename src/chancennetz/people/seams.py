"""What rooms above add to the page of a person: cards, each with a template of its own.

They register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    seams.register_card("duplicates/beside_person.html", records)

`records(request, person)` returns what the template finds as `own`, None when there is nothing for this reader. Besides
it the template knows `file` and `one` (the person in this file) of the page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from chancennetz.access.http import FileRequest
from chancennetz.people.models import Person

Find = Callable[[FileRequest, Person], Mapping[str, Any] | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A card as the page shows it."""

    template: str
    own: Mapping[str, Any]


_cards: dict[str, Find] = {}


def register_card(template: str, find: Find) -> None:
    """Add a card. The same template again replaces the first."""
    _cards[template] = find


def cards(request: FileRequest, person: Person) -> list[Shown]:
    """Return the cards for a reader, in the order in which they registered."""
    found = [(template, find(request, person)) for template, find in _cards.items()]
    return [Shown(template, own) for template, own in found if own is not None]
