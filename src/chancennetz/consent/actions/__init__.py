"""The only way to change declarations and to release wordings."""

from __future__ import annotations

from chancennetz.consent.actions.declarations import (
    attach_scan,
    note_print,
    record_consent,
    record_refusal,
    record_release,
)
from chancennetz.consent.actions.texts import release_text
from chancennetz.consent.actions.withdrawals import Told, mark_told, withdraw

__all__ = [
    "Told",
    "attach_scan",
    "mark_told",
    "note_print",
    "record_consent",
    "record_refusal",
    "record_release",
    "release_text",
    "withdraw",
]
