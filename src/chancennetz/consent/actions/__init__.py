"""The only way to change declarations, rules for passing on, and the notes about what was passed on."""

from __future__ import annotations

from chancennetz.consent.actions.declarations import note_print, record_consent, record_refusal, record_release
from chancennetz.consent.actions.disclosures import record_disclosure, record_feedback, report_danger
from chancennetz.consent.actions.withdrawals import Told, mark_told, withdraw

__all__ = [
    "Told",
    "mark_told",
    "note_print",
    "record_consent",
    "record_disclosure",
    "record_feedback",
    "record_refusal",
    "record_release",
    "report_danger",
    "withdraw",
]
