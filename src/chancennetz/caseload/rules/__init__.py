"""Decisions of this room. Pure: no database, no clock, no user."""

from __future__ import annotations

from chancennetz.caseload.rules.life import (
    Lead,
    Load,
    aftercare_days,
    card_day,
    continuity,
    distribute,
    loads_after,
    ratio,
    working_day,
)
from chancennetz.caseload.rules.quality import CHECKS, Check, FileFacts, Gap, gaps_of

__all__ = [
    "CHECKS",
    "Check",
    "FileFacts",
    "Gap",
    "Lead",
    "Load",
    "aftercare_days",
    "card_day",
    "continuity",
    "distribute",
    "gaps_of",
    "loads_after",
    "ratio",
    "working_day",
]
