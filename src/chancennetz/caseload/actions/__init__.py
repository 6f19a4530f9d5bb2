"""The only way to change handovers, transfers, endings, aftercare and notes of the team lead."""

from __future__ import annotations

from chancennetz.caseload.actions.card import (
    add_line,
    change_line,
    make_card,
    record_card_printed,
    remove_line,
    tick_line,
)
from chancennetz.caseload.actions.ending import (
    AftercareResult,
    add_aftercare,
    end_case,
    finish_aftercare,
    plan_aftercare,
    record_aftercare,
    reopen,
    reschedule_aftercare,
)
from chancennetz.caseload.actions.handover import (
    assign,
    carry_out,
    drop_move,
    family_told,
    hand_over,
    plan_move,
    stand_in,
)
from chancennetz.caseload.actions.supervision import add_note, change_note, remove_note, settle_note
from chancennetz.caseload.actions.transfer import accept, decline, offer, withdraw

__all__ = [
    "AftercareResult",
    "accept",
    "add_aftercare",
    "add_line",
    "add_note",
    "assign",
    "carry_out",
    "change_line",
    "change_note",
    "decline",
    "drop_move",
    "end_case",
    "family_told",
    "finish_aftercare",
    "hand_over",
    "make_card",
    "offer",
    "plan_aftercare",
    "plan_move",
    "record_aftercare",
    "record_card_printed",
    "remove_line",
    "remove_note",
    "reopen",
    "reschedule_aftercare",
    "settle_note",
    "stand_in",
    "tick_line",
    "withdraw",
]
