"""What rooms above add to the page "Handover and end" of a family: cards, each with a template of its own.

They register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    seams.register_card("closure/beside_end.html", end, order=40)

`end(request)` returns what the template finds as `own`, None when there is nothing for this reader. Besides it the
template knows `file` and `closed` of the page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from chancennetz.access.http import FileRequest

Values = Mapping[str, Any] | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Card:
    template: str
    find: Callable[[FileRequest], Values]
    order: int
    beside: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A card as the page shows it."""

    template: str
    own: Mapping[str, Any]


_cards: dict[str, _Card] = {}


def register_card(
    template: str, find: Callable[[FileRequest], Values], *, order: int = 50, beside: bool = True
) -> None:
    """Add a card: beside the handovers, or below them. The same template again replaces the first."""
    _cards[template] = _Card(template, find, order, beside)


def cards(request: FileRequest) -> dict[str, list[Shown]]:
    """Return the cards for a reader in their order: those `beside` the handovers and those `below` them."""
    shown: dict[str, list[Shown]] = {"beside": [], "below": []}
    for card in sorted(_cards.values(), key=lambda card: card.order):
        own = card.find(request)
        if own is not None:
            shown["beside" if card.beside else "below"].append(Shown(card.template, own))
    return shown
