"""Pure decisions: who may know what, how things go on, what gives a family away in a text."""

from __future__ import annotations

from chancennetz.conferences.rules.checklist import Facts, Line, agenda, lines
from chancennetz.conferences.rules.dates import age_band, coarse_date, find_exact_dates
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
from chancennetz.conferences.rules.findings import Finding, Household, IdentifierKind, Member
from chancennetz.conferences.rules.identifiers import anonymise, find_all, find_identifiers, replace
from chancennetz.conferences.rules.states import (
    check_task_transition,
    check_transition,
    may_become,
    readable_until,
)

__all__ = [
    "INVITATION",
    "Facts",
    "Finding",
    "Grant",
    "Household",
    "IdentifierKind",
    "Line",
    "Member",
    "Party",
    "Piece",
    "Table",
    "age_band",
    "agenda",
    "anonymise",
    "check",
    "check_task_transition",
    "check_transition",
    "coarse_date",
    "find_all",
    "find_exact_dates",
    "find_identifiers",
    "lines",
    "may_become",
    "may_know",
    "names_open",
    "open_categories",
    "readable_until",
    "released",
    "replace",
]
