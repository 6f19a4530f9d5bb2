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
from chancennetz.supportmap.actions.upkeep import (
    decide_change,
    finish_report,
    keep_link_checks,
    remind_stale,
    report_error,
)

__all__ = [
    "add_place",
    "assure",
    "change_offer",
    "change_place",
    "count_capacity",
    "create_offer",
    "decide_change",
    "end_offer",
    "end_place",
    "finish_report",
    "keep_link_checks",
    "remind_stale",
    "report_error",
    "set_special_hours",
    "translate",
]
