"""How good derived households are, against a truth that is known (a generated or a surveyed register)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smallarea.households.derive import DerivedHousehold


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs of persons that live together: ``precision`` = share of derived pairs that are true,
    ``recall`` = share of true pairs that are derived; ``exact`` = share of true households found whole.
    """

    precision: float
    recall: float
    exact: float
    persons: int
    true_households: int
    derived_households: int


def compare_with_truth(households: Iterable[DerivedHousehold], truth: Mapping[str, str]) -> Quality:
    """Compare with ``truth`` (person key to true household key); persons without a truth are left out."""
    derived = {
        person.id: household.id for household in households for person in household.members if person.id in truth
    }
    by_truth = Counter(truth[person] for person in derived)
    by_derived = Counter(derived.values())
    both = Counter((truth[person], household) for person, household in derived.items())
    found = sum(n * (n - 1) // 2 for n in both.values())
    claimed = sum(n * (n - 1) // 2 for n in by_derived.values())
    real = sum(n * (n - 1) // 2 for n in by_truth.values())
    whole = sum(n == by_truth[t] == by_derived[d] for (t, d), n in both.items())
    return Quality(
        precision=found / claimed if claimed else 1.0,
        recall=found / real if real else 1.0,
        exact=whole / len(by_truth) if by_truth else 1.0,
        persons=len(derived),
        true_households=len(by_truth),
        derived_households=len(by_derived),
    )
