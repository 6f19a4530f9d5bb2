"""What gives a family away in a free text: found, named, replaced by something coarser. Pure: no database, no request.

    household = Household(members=(Member(role="Mutter", given_name="Aylin"),), day=today)
    find_identifiers("Aylin kommt am 12. März.", household)     # the name, as a Finding with its replacement
    find_all("Aylin kommt am 12. März.", household)             # the name and the exact day
    anonymise("Aylin kommt am 12. März 2026.", household)       # "[Mutter] kommt im März 2026."

Whoever asks brings the household; where its names come from is no matter of this room. Ages become bands, days become
months or quarters.
"""

from __future__ import annotations

from chancennetz.anonymity.dates import age_band, coarse_date, find_exact_dates
from chancennetz.anonymity.findings import Finding, Household, IdentifierKind, Member
from chancennetz.anonymity.identifiers import anonymise, find_all, find_identifiers, replace

__all__ = [
    "Finding",
    "Household",
    "IdentifierKind",
    "Member",
    "age_band",
    "anonymise",
    "coarse_date",
    "find_all",
    "find_exact_dates",
    "find_identifiers",
    "replace",
]
