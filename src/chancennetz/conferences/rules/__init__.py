"""Pure decisions: who may know what, how things go on, what is still to be done."""

from __future__ import annotations

from chancennetz.conferences.rules.checklist import Facts, Line, agenda, lines
from chancennetz.conferences.rules.disclosure import (
    INVITATION,
    Grant,
    Party,
    Piece,
    Table,
    check,
    may_know,
    names_open,
    open_categories,
    released,
)
from chancennetz.conferences.rules.states import (
    check_task_transition,
    check_transition,
    may_become,
    readable_until,
)
from chancennetz.conferences.rules.words import day_title, when

__all__ = [
    "INVITATION",
    "Facts",
    "Grant",
    "Line",
    "Party",
    "Piece",
    "Table",
    "agenda",
    "check",
    "check_task_transition",
    "check_transition",
    "day_title",
    "lines",
    "may_become",
    "may_know",
    "names_open",
    "open_categories",
    "readable_until",
    "released",
    "when",
]
