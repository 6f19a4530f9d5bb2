"""Households from register rows: union-find over the residents of one address, level by level.

The unit is the Wohnhaushalt: persons who live together at one address. Evidence in order of
certainty: register pointers; a name in common and the same day of moving in; a name in common and
the age gap of parent and child; two unmarried adults who came together. Sources: KOSIS
Haushaltegenerierung (HHGen) as described on staedtestatistik.de, method pages of the Zensus 2011
and 2022. The result is an approximation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from smallarea.households.rules import HouseholdRules

POINTER = "pointer"
NAME_AND_MOVE_IN = "name and move-in"
PARENT_AND_CHILD = "parent and child"
PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Resident:
    """One row of the register.

    ``names`` are family, birth and earlier family names. ``age`` in completed years. ``move_in`` is
    the day of moving in and ``former`` the former address, "" when not known. ``spouse`` and
    ``parents`` (guardians included) are pointers to other person keys. ``communal`` marks communal
    accommodation, which holds no households.
    """

    id: str
    address: str
    names: frozenset[str]
    age: int
    married: bool = False
    move_in: str = ""
    former: str = ""
    spouse: str = ""
    parents: tuple[str, ...] = ()
    communal: bool = False
    area: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why two persons were joined, or why they were not. ``level`` names the evidence."""

    level: str
    first: str
    second: str
    joined: bool
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.first} + {self.second}: {'joined' if self.joined else 'not joined'} ({self.level}: {self.reason})"
        )


@dataclass(slots=True)
class _Core:
    """Persons that are joined so far; ``couples`` are those with a pointer to each other."""

    members: list[Resident]
    couples: int = 0


@dataclass(slots=True)
class _Address:
    """The residents of one address while their households are being found."""

    residents: Sequence[Resident]
    rules: HouseholdRules
    core_of: dict[str, _Core] = field(default_factory=dict)
    partners: set[frozenset[str]] = field(default_factory=set)
    decisions: list[Decision] | None = None

    def join(self, a: Resident, b: Resident, level: str, reason: str) -> bool:
        """Join the cores of two persons unless the guard forbids it; the decision is noted."""
        first, second = self.core_of[a.id], self.core_of[b.id]
        if first is second:
            return True
        refusal = self._guard(first, second)
        if self.decisions is not None:
            self.decisions.append(Decision(level, a.id, b.id, not refusal, refusal or reason))
        if refusal:
            return False
        if len(first.members) < len(second.members):
            first, second = second, first
        first.members.extend(second.members)
        first.couples += second.couples
        for person in second.members:
            self.core_of[person.id] = first
        return True

    def _guard(self, first: _Core, second: _Core) -> str:
        if not self.rules.guard_two_couples or not (first.couples and second.couples):
            return ""
        if self.rules.guard_except_child and (_child_of(first, second) or _child_of(second, first)):
            return ""
        return "both sides hold a married couple, and neither is a child of the other"

    def refuse(self, a: Resident, b: Resident, level: str, reason: str) -> None:
        """Note evidence that was seen and not followed."""
        if self.decisions is not None:
            self.decisions.append(Decision(level, a.id, b.id, False, reason))

    def cores(self) -> list[_Core]:
        """The cores in the order of their first person in the register."""
        return list({id(core): core for person in self.residents for core in [self.core_of[person.id]]}.values())


def _child_of(children: _Core, parents: _Core) -> bool:
    ids = {person.id for person in parents.members}
    return any(parent in ids for person in children.members for parent in person.parents)


@dataclass(frozen=True, slots=True)
class DerivedHousehold:
    """One household. ``partners`` are the pairs known to be a couple (spouses by pointer, or level 4)."""

    id: str
    address: str
    members: tuple[Resident, ...]
    partners: frozenset[frozenset[str]]


def derive_address(
    residents: Sequence[Resident], rules: HouseholdRules, *, decisions: list[Decision] | None = None
) -> list[DerivedHousehold]:
    """Derive the households of one address.

    All residents must share the address; those in communal accommodation are left out. The order of
    the rows does not matter. With a list in ``decisions`` every decision is written into it. The
    household key is the address and the smallest person key.
    """
    living = sorted((person for person in residents if not person.communal), key=lambda person: person.id)
    address = _Address(living, rules, decisions=decisions)
    address.core_of = {person.id: _Core([person]) for person in living}
    if len(living) > 1:
        if rules.pointers:
            _join_by_pointers(address)
        if rules.name_and_move_in:
            _join_by_name_and_move_in(address)
        if rules.parent_and_child:
            _join_parents_and_children(address)
        if rules.partners:
            _join_partners(address)
    found = []
    for core in address.cores():
        members = tuple(sorted(core.members, key=lambda person: person.id))
        ids = {person.id for person in members}
        pairs = frozenset(pair for pair in address.partners if pair <= ids)
        found.append(DerivedHousehold(f"{members[0].address}/{members[0].id}", members[0].address, members, pairs))
    return found


def _join_by_pointers(address: _Address) -> None:
    """Level 1. Spouses first: a core must know its couple before the guard is asked."""
    by_id = {person.id: person for person in address.residents}
    for person in address.residents:
        spouse = by_id.get(person.spouse)
        if spouse is None or spouse.id == person.id or frozenset((person.id, spouse.id)) in address.partners:
            continue
        if address.join(person, spouse, POINTER, "spouses"):
            address.partners.add(frozenset((person.id, spouse.id)))
            address.core_of[person.id].couples += 1
    for person in address.residents:
        for pointer in person.parents:
            parent = by_id.get(pointer)
            if parent is not None and parent.id != person.id:
                address.join(parent, person, POINTER, "parent or guardian and child")


def _join_by_name_and_move_in(address: _Address) -> None:
    """Level 2."""
    groups: dict[tuple[str, str], list[Resident]] = {}
    for person in address.residents:
        if person.move_in:
            for name in sorted(person.names):  # a set has no order that two runs share
                groups.setdefault((name, person.move_in), []).append(person)
    for (name, day), group in groups.items():
        for first, second in pairwise(group):
            address.join(first, second, NAME_AND_MOVE_IN, f"both are called {name} and moved in on {day}")


def _join_parents_and_children(address: _Address) -> None:
    """Level 3: each child without a known parent here goes to the one core that fits best."""
    rules, by_name = address.rules, dict[str, list[Resident]]()
    for person in address.residents:
        for name in person.names:
            by_name.setdefault(name, []).append(person)
    here = {person.id for person in address.residents}
    crowded = len(address.residents) > rules.adult_child_maximum_residents
    for child in address.residents:
        grown_up = child.age >= rules.adult_age
        if child.married or (grown_up and crowded) or any(parent in here for parent in child.parents):
            continue
        own = address.core_of[child.id]
        if any(_may_be_parent(other, child, rules) for other in own.members):
            continue
        candidates = [
            other
            for name in sorted(child.names)
            for other in by_name[name]
            if _may_be_parent(other, child, rules) and address.core_of[other.id] is not own
        ]
        _join_best_parent(address, child, candidates)


def _may_be_parent(other: Resident, child: Resident, rules: HouseholdRules) -> bool:
    gap = other.age - child.age
    return rules.minimum_gap <= gap <= rules.maximum_gap and bool(other.names & child.names)


def _join_best_parent(address: _Address, child: Resident, candidates: Sequence[Resident]) -> None:
    """Join with the best candidate; when two cores fit equally well, with none."""

    def rank(parent: Resident) -> tuple[bool, bool]:
        same_origin = bool(child.former) and parent.former == child.former
        return (same_origin, bool(child.move_in) and parent.move_in == child.move_in)

    if not candidates:
        return
    best = max(rank(parent) for parent in candidates)
    chosen = [parent for parent in candidates if rank(parent) == best]
    if len({id(address.core_of[parent.id]) for parent in chosen}) > 1:
        address.refuse(chosen[0], child, PARENT_AND_CHILD, "several households fit equally well")
        return
    gap = chosen[0].age - child.age
    address.join(chosen[0], child, PARENT_AND_CHILD, f"a name in common and {gap} years between them")


def _join_partners(address: _Address) -> None:
    """Level 4: exactly two adults of different names came together, and each is the only adult of the core."""
    rules = address.rules
    groups: dict[tuple[str, str], list[Resident]] = {}
    for person in address.residents:
        if person.age >= rules.adult_age and person.move_in and person.former:
            groups.setdefault((person.move_in, person.former), []).append(person)
    for group in groups.values():
        if len(group) < 2 or all(address.core_of[p.id] is address.core_of[group[0].id] for p in group):
            continue
        if len(group) > 2:
            address.refuse(group[0], group[1], PARTNERS, f"{len(group)} adults came together, not two")
            continue
        first, second = group
        reason = _not_partners(address, first, second)
        if reason:
            address.refuse(first, second, PARTNERS, reason)
        elif address.join(first, second, PARTNERS, "two unmarried adults came together from one address"):
            address.partners.add(frozenset((first.id, second.id)))


def _not_partners(address: _Address, first: Resident, second: Resident) -> str:
    rules = address.rules
    if first.married or second.married:
        return "one of them is married"
    if first.names & second.names:
        return "they have a name in common"
    if abs(first.age - second.age) >= rules.partner_maximum_gap:
        return f"{abs(first.age - second.age)} years lie between them"
    for person in (first, second):
        others = [m for m in address.core_of[person.id].members if m.age >= rules.adult_age and m.id != person.id]
        if others:
            return f"{person.id} lives with another adult"
    return ""


def explain(residents: Iterable[Resident], rules: HouseholdRules) -> tuple[list[DerivedHousehold], list[Decision]]:
    """Derive one address again and return every decision: what was joined, what was not, and why."""
    decisions: list[Decision] = []
    return derive_address(list(residents), rules, decisions=decisions), decisions
