"""What is done from the inbox of an invited office, and what all actions on conferences share."""

from __future__ import annotations

from chancennetz.conferences.actions.papers import note_print
from chancennetz.conferences.actions.received import (
    answer,
    change_contribution,
    contribute,
    note_opened,
    own_contribution,
    set_own_task,
    take_back_contribution,
)

__all__ = [
    "answer",
    "change_contribution",
    "contribute",
    "note_opened",
    "note_print",
    "own_contribution",
    "set_own_task",
    "take_back_contribution",
]
