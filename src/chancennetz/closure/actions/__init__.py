"""The only way to end the work with a family: the end, discharge card, aftercare, beginning again."""

from __future__ import annotations

from chancennetz.closure.actions.card import (
    add_line,
    change_line,
    make_card,
    record_card_printed,
    remove_line,
    tick_line,
)
from chancennetz.closure.actions.ending import (
    AftercareResult,
    add_aftercare,
    end_case,
    finish_aftercare,
    plan_aftercare,
    record_aftercare,
    reopen,
    reschedule_aftercare,
)

__all__ = [
    "AftercareResult",
    "add_aftercare",
    "add_line",
    "change_line",
    "end_case",
    "finish_aftercare",
    "make_card",
    "plan_aftercare",
    "record_aftercare",
    "record_card_printed",
    "remove_line",
    "reopen",
    "reschedule_aftercare",
    "tick_line",
]
