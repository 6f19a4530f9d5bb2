"""The only way to change what the upkeep keeps, and to decide about proposals."""

from __future__ import annotations

from chancennetz.upkeep.actions.care import (
    decide_change,
    finish_report,
    keep_link_checks,
    remind_stale,
    report_error,
)

__all__ = [
    "decide_change",
    "finish_report",
    "keep_link_checks",
    "remind_stale",
    "report_error",
]
