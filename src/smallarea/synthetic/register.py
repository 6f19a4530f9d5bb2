"""A residents register whose true households are known: seeded, of any size, no real person.

The faults of real registers are in it: pointers that are missing, partners who came at different
times, flat shares, frequent surnames behind one door, three generations, communal accommodation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from smallarea.households.derive import Resident

DAY = dt.date(2024, 12, 31)
_DWELLINGS = ([1] * 9) + ([2] * 3) + [4, 6, 9, 12]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A resident and the true household ("" in communal accommodation)."""

    resident: Resident
    household: str


class _Town:
    """Draws households; one instance is one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - invented persons, no secret
        self.people = 0
        self.homes = 0

    def name(self) -> str:
        """A surname; frequent ones are about 0.3 % of all, as in Germany."""
        return f"N{int(50 * (401 ** self.random.random() - 1)):05d}"

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def date(self, youngest: int = 0, oldest: int = 25) -> str:
        return (DAY - dt.timedelta(days=self.random.randint(youngest * 365, oldest * 365 + 364))).isoformat()

    def person(self, age: int, name: str, move_in: str, former: str, other_name: str = "") -> Resident:
        self.people += 1
        names = frozenset(filter(None, (name, other_name)))
        born = (DAY - dt.timedelta(days=int(age * 365.25) + self.random.randint(0, 364))).isoformat()
        at_birth = born > move_in
        return Resident(
            f"P{self.people:08d}", "", names, age, move_in=max(born, move_in), former="" if at_birth else former
        )

    def former(self) -> str:
        return f"F{self.random.randrange(10**9)}"

    def household(self) -> list[Resident]:
        kind = self.random.choices(
            (self.single, self.married, self.unmarried, self.lone_parent, self.shared, self.generations, self.siblings),
            (42, 34, 9, 7, 4, 2, 2),
        )[0]
        return kind()

    def single(self) -> list[Resident]:
        return [self.person(self.random.randint(18, 92), self.name(), self.date(), self.former())]

    def couple(self, low: int, high: int, *, married: bool) -> list[Resident]:
        age, day, former = self.random.randint(low, high), self.date(), self.former()
        gap = self.random.randint(-6, 6)
        later = self.chance(0.15)
        second_day = self.date(0, 5) if later else day
        second_former = self.former() if later or self.chance(0.25) else former
        name, birth = self.name(), self.name()
        same_name = married and self.chance(0.8)
        first = self.person(age, name, day, former)
        second = self.person(
            max(18, age + gap), name if same_name else birth, second_day, second_former, birth if same_name else ""
        )
        if not married:
            return [first, second]
        pointers = self.chance(0.96)
        return [
            replace(first, married=True, spouse=second.id if pointers else ""),
            replace(second, married=True, spouse=first.id if pointers else ""),
        ]

    def children(self, parents: list[Resident], number: int, *, pointer: float) -> list[Resident]:
        mother_age = min(parent.age for parent in parents)
        name = sorted(self.random.choice(parents).names)[0]
        if len(parents) == 2 and parents[0].names & parents[1].names:
            name = sorted(parents[0].names & parents[1].names)[0]
        found = []
        for _ in range(number):
            age = mother_age - self.random.randint(20, 38)
            if not 0 <= age <= 26 or (age >= 18 and self.chance(0.4)):
                continue
            child = self.person(age, name, parents[0].move_in, parents[0].former)
            known = self.chance(pointer if age < 18 else pointer / 2)
            found.append(replace(child, parents=tuple(p.id for p in parents) if known else ()))
        return found

    def married(self) -> list[Resident]:
        parents = self.couple(24, 85, married=True)
        return parents + self.children(parents, self.random.choice((0, 1, 1, 2, 2, 3)), pointer=0.95)

    def unmarried(self) -> list[Resident]:
        parents = self.couple(20, 60, married=False)
        return parents + self.children(parents, self.random.choice((0, 0, 1, 2)), pointer=0.9)

    def lone_parent(self) -> list[Resident]:
        parent = self.person(self.random.randint(22, 55), self.name(), self.date(), self.former())
        return [parent, *self.children([parent], self.random.choice((1, 1, 2, 3)), pointer=0.95)]

    def shared(self) -> list[Resident]:
        return [
            self.person(self.random.randint(19, 35), self.name(), self.date(0, 4), self.former())
            for _ in range(self.random.choice((2, 3, 3, 4)))
        ]

    def generations(self) -> list[Resident]:
        parents = self.couple(32, 55, married=True)
        name = sorted(parents[0].names)[0]
        elder = self.person(parents[0].age + self.random.randint(20, 35), name, parents[0].move_in, self.former())
        if self.chance(0.6):
            parents[0] = replace(parents[0], parents=(elder.id,))
        return [*parents, *self.children(parents, self.random.choice((1, 2)), pointer=0.95), elder]

    def siblings(self) -> list[Resident]:
        name, day, former = self.name(), self.date(), self.former()
        age = self.random.randint(19, 70)
        second = self.date() if self.chance(0.5) else day
        return [self.person(age, name, day, former), self.person(age + self.random.randint(1, 8), name, second, former)]


def make_register(persons: int, *, seed: int = 1, areas: int = 100) -> Iterator[RegisterRow]:
    """At least ``persons`` residents, ordered by address; the same call gives the same register.

    About 1 % live in communal accommodation. Addresses are spread over ``areas`` areas.
    """
    town = _Town(seed)
    number = 0
    while town.people < persons:
        number += 1
        address, area = f"A{number:07d}", f"{town.random.randrange(areas) + 1:03d}"
        if town.chance(0.0007):
            for _ in range(40):
                resident = town.person(town.random.randint(60, 95), town.name(), town.date(0, 8), town.former())
                yield RegisterRow(replace(resident, address=address, area=area, communal=True), "")
            continue
        for _ in range(town.random.choice(_DWELLINGS)):
            town.homes += 1
            for resident in town.household():
                yield RegisterRow(replace(resident, address=address, area=area), f"H{town.homes:07d}")
