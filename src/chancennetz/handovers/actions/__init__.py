"""The only way to change who leads a family: handovers, deputies, transfers."""

from __future__ import annotations

from chancennetz.handovers.actions.handover import (
    assign,
    carry_out,
    drop_move,
    family_told,
    hand_over,
    plan_move,
    stand_in,
)
from chancennetz.handovers.actions.transfer import accept, decline, offer, withdraw

__all__ = [
    "accept",
    "assign",
    "carry_out",
    "decline",
    "drop_move",
    "family_told",
    "hand_over",
    "offer",
    "plan_move",
    "stand_in",
    "withdraw",
]
