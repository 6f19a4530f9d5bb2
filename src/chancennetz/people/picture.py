"""The small picture of who lives with whom: houses with round heads, laid out as numbers for an SVG template."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from chancennetz.people.queries import GroupView, HouseholdPicture

_STEP = 76
_MARGIN = 22
_ROOF = 34
_BODY = 104
_GAP = 24
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
    label_x: int
    heads: tuple[Head, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    houses: tuple[House, ...]
    words: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not self.houses


def draw(picture: HouseholdPicture) -> Drawing:
    """Lay out the households of a picture side by side; `words` say the same for screen readers."""
    houses: list[House] = []
    left = 2
    lived_in = [view for view in picture.households if view.members]
    for view in lived_in:
        width = max(_LEAST_WIDTH, 2 * _MARGIN + _STEP * len(view.members))
        houses.append(_house(view, left, width))
        left += width + _GAP
    return Drawing(max(left - _GAP + 2, 1), _ROOF + _BODY + 26, tuple(houses), _in_words(lived_in))


def _house(view: GroupView, left: int, width: int) -> House:
    right, middle, floor = left + width, left + width // 2, _ROOF + _BODY
    outline = f"{left},{floor} {left},{_ROOF} {middle},4 {right},{_ROOF} {right},{floor}"
    first = left + (width - _STEP * (len(view.members) - 1)) // 2
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
    return House(outline, _short(group_name(view), 30), middle, heads)


def group_name(view: GroupView) -> str:
    """Return how a household is called: its own name, its type, or simply what it is."""
    if view.group.label:
        return str(view.group.label)
    return str(view.group.get_type_display() if view.group.type else view.group.get_kind_display())


def _short(text: str, limit: int = 10) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _in_words(views: Sequence[GroupView]) -> str:
    return " ".join(
        f"{group_name(view)}: {', '.join(member.person.given_name for member in view.members)}." for view in views
    )
