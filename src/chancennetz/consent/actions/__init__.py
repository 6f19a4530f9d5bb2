"""The only way to change declarations, rules for passing on, and the notes about what was passed on."""

from __future__ import annotations

from chancennetz.consent.actions.declarations import (
    attach_scan,
    note_print,
    record_consent,
    record_refusal,
    record_release,
)
from chancennetz.consent.actions.disclosures import record_disclosure, record_feedback, report_danger
from chancennetz.consent.actions.share_rules import (
    approve,
    delete_rule,
    discard,
    propose,
    release_text,
    save_rule,
    send_back,
    start_draft,
)
from chancennetz.consent.actions.withdrawals import Told, mark_told, withdraw

__all__ = [
    "Told",
    "approve",
    "attach_scan",
    "delete_rule",
    "discard",
    "mark_told",
    "note_print",
    "propose",
    "record_consent",
    "record_disclosure",
    "record_feedback",
    "record_refusal",
    "record_release",
    "release_text",
    "report_danger",
    "save_rule",
    "send_back",
    "start_draft",
    "withdraw",
]
