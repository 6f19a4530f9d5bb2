"""The small picture of who lives with whom: houses with round heads, laid out as numbers for an SVG template."""

from __future__ import annotations

import dataclasses

from chancennetz.people.queries import GroupView, HouseholdPicture

_STEP = 76
_MARGIN = 22
_ROOF = 34
_BODY = 104
_LEAST_WIDTH = 2 * _MARGIN + _STEP


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """One person: centre, radius and what is written below. Lengths in SVG units."""

    x: int
    y: int
    radius: int
    name: str
    age: str


@dataclasses.dataclass(frozen=True, slots=True)
class House:
    """One household: its outline as points of a polygon, its name and its heads."""

    outline: str
    label: str
    width: int
    heads: tuple[Head, ...]
    words: str

    @property
    def middle(self) -> int:
        """Where the name stands."""
        return self.width // 2


def draw(picture: HouseholdPicture) -> list[House]:
    """Lay out the households in which somebody lives; each is a drawing of its own, so that they wrap on a phone."""
    return [_house(view) for view in picture.households if view.members]


def _house(view: GroupView) -> House:
    width = max(_LEAST_WIDTH, 2 * _MARGIN + _STEP * len(view.members))
    left, right, floor = 2, width - 2, _ROOF + _BODY
    outline = f"{left},{floor} {left},{_ROOF} {width // 2},4 {right},{_ROOF} {right},{floor}"
    first = (width - _STEP * (len(view.members) - 1)) // 2
    heads = tuple(
        Head(
            x=first + _STEP * place,
            y=_ROOF + (46 if member.is_child else 38),
            radius=15 if member.is_child else 22,
            name=_short(member.person.given_name),
            age="" if member.age is None else str(member.age),
        )
        for place, member in enumerate(view.members)
    )
    names = ", ".join(member.person.given_name for member in view.members)
    return House(outline, _short(group_name(view), 30), width, heads, f"{group_name(view)}: {names}.")


def group_name(view: GroupView) -> str:
    """Return how a household is called: its own name, its type, or simply what it is."""
    if view.group.label:
        return str(view.group.label)
    return str(view.group.get_type_display() if view.group.type else view.group.get_kind_display())


def _short(text: str, limit: int = 10) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
