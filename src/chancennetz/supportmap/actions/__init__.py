"""The only way to change the support map."""

from __future__ import annotations

from chancennetz.supportmap.actions.offers import (
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
