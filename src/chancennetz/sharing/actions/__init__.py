"""The only way to change the rules for passing on, and to write down what was passed on."""

from __future__ import annotations

from chancennetz.sharing.actions.disclosures import record_disclosure, record_feedback, report_danger
from chancennetz.sharing.actions.tables import (
    approve,
    delete_rule,
    discard,
    propose,
    save_rule,
    send_back,
    start_draft,
)

__all__ = [
    "approve",
    "delete_rule",
    "discard",
    "propose",
    "record_disclosure",
    "record_feedback",
    "report_danger",
    "save_rule",
    "send_back",
    "start_draft",
]
