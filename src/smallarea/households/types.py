"""Types of households, and the table of households by area with its identities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from smallarea.households.derive import DerivedHousehold, Resident
from smallarea.households.rules import HouseholdRules

SINGLE, LONE_PARENT, COUPLE, COUPLE_WITH_CHILDREN, OTHER = (
    "single",
    "lone parent",
    "couple without children",
    "couple with children",
    "other",
)


@dataclass(frozen=True, slots=True)
class HouseholdType:
    """The type of a household. ``descendants`` says that grown-up descendants live in it."""

    kind: str
    size: int
    children: int
    descendants: bool


def classify_household(household: DerivedHousehold, rules: HouseholdRules) -> HouseholdType:
    """The type by the couple, the children (under ``adult_age``) and the other adults.

    Grown-up descendants of the couple or of the lone parent do not change the type when a child
    lives there as well; without a child such a household is "other".
    """
    members = household.members
    children = [person for person in members if person.age < rules.adult_age]
    adults = [person for person in members if person.age >= rules.adult_age]
    if len(members) == 1:
        return HouseholdType(SINGLE, 1, len(children), False)
    core = _couple(household, adults, rules) or _eldest(adults)
    rest = [person for person in adults if person not in core]
    descendants = [person for person in rest if any(_descends(person, elder, rules) for elder in core)]
    only_family = len(descendants) == len(rest)
    kind = OTHER
    if len(core) == 2 and children and only_family:
        kind = COUPLE_WITH_CHILDREN
    elif len(core) == 2 and not rest and not children:
        kind = COUPLE
    elif len(core) == 1 and children and only_family:
        kind = LONE_PARENT
    return HouseholdType(kind, len(members), len(children), bool(descendants))


def _couple(household: DerivedHousehold, adults: list[Resident], rules: HouseholdRules) -> list[Resident]:
    """The eldest couple: spouses, partners of level 4 and parents of one child by pointer first, then two
    married adults of one name and close age."""
    parents = {frozenset(person.parents) for person in household.members if len(person.parents) == 2}
    known = [[p for p in adults if p.id in pair] for pair in household.partners | parents]
    couples = [pair for pair in known if len(pair) == 2]
    if not couples:
        couples = [
            [a, b]
            for i, a in enumerate(adults)
            for b in adults[i + 1 :]
            if a.married and b.married and a.names & b.names and abs(a.age - b.age) < rules.minimum_gap
        ]
    return max(couples, key=lambda pair: (sum(p.age for p in pair), pair[0].id), default=[])


def _eldest(adults: list[Resident]) -> list[Resident]:
    return [max(adults, key=lambda person: (person.age, person.id))] if adults else []


def _descends(person: Resident, elder: Resident, rules: HouseholdRules) -> bool:
    if elder.id in person.parents:
        return True
    gap = elder.age - person.age
    return rules.minimum_gap <= gap <= rules.maximum_gap and bool(person.names & elder.names) and not person.married


@dataclass(slots=True)
class HouseholdCounts:
    """Households of one area, in the columns of the exchange format of the KOSIS cities (HHSTAT).

    Identities: the sizes sum to ``HH``; the numbers of children sum to ``HH``; the ages of the
    singles sum to ``HH_1pers``; singles, lone parents, couples with and without children and others
    sum to ``HH``. `broken_identities` checks them.
    """

    HH: int = 0
    HH_1pers: int = 0
    HH_2pers: int = 0
    HH_3pers: int = 0
    HH_4pers: int = 0
    HH_ab5pers: int = 0
    HH_0kind: int = 0
    HH_1kind: int = 0
    HH_2kind: int = 0
    HH_ab3kind: int = 0
    HH_alleinerz: int = 0
    HH_paarohne: int = 0
    HH_paarmit: int = 0
    HH_andere: int = 0
    HH_andere_nachkab18: int = 0
    HH_single_u35: int = 0
    HH_single_35b64: int = 0
    HH_single_ab65: int = 0

    def add(self, household: DerivedHousehold, found: HouseholdType) -> None:
        """Count one household. A person who lives alone is a single at any age."""
        self.HH += 1
        sizes = ("HH_1pers", "HH_2pers", "HH_3pers", "HH_4pers", "HH_ab5pers")
        self._raise(sizes[min(found.size, 5) - 1])
        self._raise(("HH_0kind", "HH_1kind", "HH_2kind", "HH_ab3kind")[min(found.children, 3)])
        if found.size == 1:
            age = household.members[0].age
            self._raise("HH_single_u35" if age < 35 else "HH_single_35b64" if age < 65 else "HH_single_ab65")
            return
        kinds = {LONE_PARENT: "HH_alleinerz", COUPLE: "HH_paarohne", COUPLE_WITH_CHILDREN: "HH_paarmit"}
        self._raise(kinds.get(found.kind, "HH_andere"))
        if found.kind == OTHER and found.descendants:
            self.HH_andere_nachkab18 += 1

    def _raise(self, column: str) -> None:
        setattr(self, column, getattr(self, column) + 1)

    def broken_identities(self) -> list[str]:
        """The identities that do not hold; empty when all do."""
        checks = {
            "sizes": self.HH_1pers + self.HH_2pers + self.HH_3pers + self.HH_4pers + self.HH_ab5pers == self.HH,
            "children": self.HH_0kind + self.HH_1kind + self.HH_2kind + self.HH_ab3kind == self.HH,
            "singles by age": self.HH_single_u35 + self.HH_single_35b64 + self.HH_single_ab65 == self.HH_1pers,
            "types": self.HH_1pers + self.HH_alleinerz + self.HH_paarohne + self.HH_paarmit + self.HH_andere == self.HH,
            "descendants": self.HH_andere_nachkab18 <= self.HH_andere,
        }
        return [name for name, holds in checks.items() if not holds]

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The column names in the order of the exchange format."""
        return tuple(entry.name for entry in fields(cls))

    def values(self) -> tuple[int, ...]:
        """The counts in the same order."""
        return tuple(getattr(self, name) for name in self.columns())


def count_households(households: Iterable[DerivedHousehold], rules: HouseholdRules) -> dict[str, HouseholdCounts]:
    """Households by area (the area of the first member)."""
    found: dict[str, HouseholdCounts] = {}
    for household in households:
        area = household.members[0].area
        found.setdefault(area, HouseholdCounts()).add(household, classify_household(household, rules))
    return found
