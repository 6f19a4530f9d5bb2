"""Decisions about persons. Pure: no database, no clock, no request. One module per theme; all is reached from here."""

from __future__ import annotations

from chancennetz.people.rules.dates import age_in_years, check_birth_date, date_slips
from chancennetz.people.rules.households import MemberFact, TieFact, counts_as_child, suggest_group_type
from chancennetz.people.rules.matching import Facts, Match, Query, Scorer, query_keys, read_query, score, worth_showing
from chancennetz.people.rules.names import Key, identity_keys, letters, name_keys, person_keys, words

__all__ = [
    "Facts",
    "Key",
    "Match",
    "MemberFact",
    "Query",
    "Scorer",
    "TieFact",
    "age_in_years",
    "check_birth_date",
    "counts_as_child",
    "date_slips",
    "identity_keys",
    "letters",
    "name_keys",
    "person_keys",
    "query_keys",
    "read_query",
    "score",
    "suggest_group_type",
    "words",
    "worth_showing",
]
