"""Decisions of this room. Pure: no database, no clock, no user."""

from __future__ import annotations

from chancennetz.caseload.rules.continuity import Lead, continuity
from chancennetz.caseload.rules.quality import CHECKS, Check, FileFacts, Gap, gaps_of

__all__ = ["CHECKS", "Check", "FileFacts", "Gap", "Lead", "continuity", "gaps_of"]
