"""The only way to change offers by hand or from a table; other directories come in through `hsds`."""

from __future__ import annotations

from chancennetz.offerediting.actions.offers import (
    add_place,
    assure,
    change_offer,
    change_place,
    count_capacity,
    create_offer,
    end_offer,
    end_place,
    set_special_hours,
    translate,
)

__all__ = [
    "add_place",
    "assure",
    "change_offer",
    "change_place",
    "count_capacity",
    "create_offer",
    "end_offer",
    "end_place",
    "set_special_hours",
    "translate",
]
