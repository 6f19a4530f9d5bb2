"""The only way to change referrals: the sending side, the receiving side, and what must not be forgotten."""

from __future__ import annotations

from chancennetz.referrals.actions.receiving import (
    Answer,
    accept,
    answer_received,
    book_first_contact,
    decline,
    finish,
    note_seen,
    report,
)
from chancennetz.referrals.actions.sending import (
    ReferralValues,
    add_referral,
    change_referral,
    cut_after_withdrawal,
    record_slip_printed,
    remove_referral,
    revoke_referral,
    send_referral,
)
from chancennetz.referrals.actions.upkeep import empty_expired, raise_tasks

__all__ = [
    "Answer",
    "ReferralValues",
    "accept",
    "add_referral",
    "answer_received",
    "book_first_contact",
    "change_referral",
    "cut_after_withdrawal",
    "decline",
    "empty_expired",
    "finish",
    "note_seen",
    "raise_tasks",
    "record_slip_printed",
    "remove_referral",
    "report",
    "revoke_referral",
    "send_referral",
]
