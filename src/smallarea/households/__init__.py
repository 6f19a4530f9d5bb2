"""Households from register rows (Haushaltegenerierung), with a reason for every decision.

The door: `load_rules`, `read_register`, `derive_register`, `explain` for a single address,
`count_households` for the table by area, `compare_with_truth` for its quality.
"""

from __future__ import annotations

from smallarea.households.derive import Decision, DerivedHousehold, Resident, derive_address, explain
from smallarea.households.quality import Quality, compare_with_truth
from smallarea.households.register import (
    RegisterColumns,
    RegisterJob,
    derive_register,
    load_register_spec,
    read_register,
)
from smallarea.households.rules import HouseholdRules, load_rules
from smallarea.households.types import HouseholdCounts, HouseholdType, classify_household, count_households

__all__ = [
    "Decision",
    "DerivedHousehold",
    "HouseholdCounts",
    "HouseholdRules",
    "HouseholdType",
    "Quality",
    "RegisterColumns",
    "RegisterJob",
    "Resident",
    "classify_household",
    "compare_with_truth",
    "count_households",
    "derive_address",
    "derive_register",
    "explain",
    "load_register_spec",
    "load_rules",
    "read_register",
]
