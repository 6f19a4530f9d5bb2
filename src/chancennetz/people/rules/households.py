"""What kind of household its members form. Pure: no database, no clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from chancennetz.people.constants import ADULT_AGE, GroupType, RelationshipKind


@dataclasses.dataclass(frozen=True, slots=True)
class MemberFact:
    """A member of a household, as far as its type depends on him or her. `age` in completed years, None = unknown."""

    person_id: object
    age: int | None
    is_child: bool


@dataclasses.dataclass(frozen=True, slots=True)
class TieFact:
    """A relationship between two members."""

    person_id: object
    other_id: object
    kind: RelationshipKind


def counts_as_child(age: int | None, role_is_child: bool) -> bool:
    """Tell whether a member is a child in the household; the age decides, without one the role in the file."""
    return role_is_child if age is None else age < ADULT_AGE


def suggest_group_type(members: Sequence[MemberFact], ties: Iterable[TieFact]) -> GroupType:
    """Suggest what kind of household the members form. A suggestion: the counsellor knows better."""
    children = {member.person_id for member in members if counts_as_child(member.age, member.is_child)}
    adults = {member.person_id for member in members} - children
    inside = [tie for tie in ties if tie.person_id in adults | children and tie.other_id in adults | children]
    couples = [tie for tie in inside if tie.kind in {RelationshipKind.PARTNER, RelationshipKind.SPOUSE}]
    if len(members) <= 1:
        return GroupType.SINGLE if adults else GroupType.OTHER
    if any(tie.kind is RelationshipKind.GRANDPARENT for tie in inside):
        return GroupType.GENERATIONS
    if not children:
        return GroupType.COUPLE if len(adults) == 2 and couples else GroupType.OTHER
    if len(adults) == 1:
        return GroupType.SINGLE_PARENT
    if len(adults) == 2 and couples:
        return GroupType.PATCHWORK if _is_patchwork(children, adults, inside) else GroupType.COUPLE_CHILDREN
    return GroupType.OTHER


def _is_patchwork(children: set[object], adults: set[object], ties: Sequence[TieFact]) -> bool:
    """Tell whether two children are known to have different parents among the couple."""
    parents = [
        frozenset(tie.person_id for tie in ties if tie.kind is RelationshipKind.PARENT and tie.other_id == child)
        & adults
        for child in children
    ]
    return len({known for known in parents if known}) > 1
