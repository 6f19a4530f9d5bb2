"""The picture of the resource map: the family in the middle, three rings around it, six life areas as sectors.

Every resource is a numbered dot; the table beside the picture has the same numbers. Pure numbers for the SVG template.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from django.utils.translation import pgettext

from chancennetz.casework.constants import LifeArea
from chancennetz.resourcemap.constants import ResourceLevel
from chancennetz.resourcemap.content import Resource
from chancennetz.resourcemap.queries import MapView

SIZE = 660
_MIDDLE = SIZE / 2
#: Outer radius of the circle of each level, nearest first.
RADII = {
    ResourceLevel.SELF: 110,
    ResourceLevel.CLOSE: 174,
    ResourceLevel.AREA: 234,
    ResourceLevel.INSTITUTION: 290,
}
#: Where the names of the areas stand; those of the lower half are written from left to right, further out.
_UPPER_RIM, _LOWER_RIM = 298, 314
DOT = 17
_GAP = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Dot:
    """A resource in the picture: its number, place and level."""

    number: int
    x: float
    y: float
    own: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """The name of an area with the arc along which it is written, as an SVG path."""

    text: str
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table beside the picture."""

    number: int
    area: LifeArea
    resource: Resource


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template draws. Lengths in SVG units, the picture is `SIZE` wide and high."""

    size: int
    word: str
    middle: float
    rings: tuple[int, ...]
    spokes: tuple[tuple[float, float, float, float], ...]
    dots: tuple[Dot, ...]
    areas: tuple[Label, ...]
    dot: int
    entries: tuple[Entry, ...]


def _at(angle: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle (degrees clockwise from the top) and distance from the middle."""
    turn = math.radians(angle - 90)
    return round(_MIDDLE + radius * math.cos(turn), 1), round(_MIDDLE + radius * math.sin(turn), 1)


def draw(view: MapView) -> Picture:
    """Lay the resources out: by area around the circle, by level from the middle outwards."""
    areas = list(view.areas)
    width = 360 / max(len(areas), 1)
    entries: list[Entry] = []
    dots: list[Dot] = []
    for place, area in enumerate(areas):
        near = sorted(view.areas[area].resources, key=lambda one: one.level)
        for level in ResourceLevel:
            here = [one for one in near if one.level is level]
            spots = _spots(place * width, width, level, len(here))
            for resource, (x, y) in zip(here, spots, strict=True):
                entries.append(Entry(len(entries) + 1, area, resource))
                dots.append(Dot(len(entries), x, y, level in {ResourceLevel.SELF, ResourceLevel.CLOSE}))
    return Picture(
        size=SIZE,
        word=pgettext("middle of the resource map", "Us"),
        middle=_MIDDLE,
        rings=tuple(sorted(RADII.values(), reverse=True)),
        spokes=tuple(
            (_MIDDLE, _MIDDLE, *_at(place * width, RADII[ResourceLevel.INSTITUTION])) for place in range(len(areas))
        ),
        dots=tuple(dots),
        areas=tuple(_rim(str(area.label), place * width, width) for place, area in enumerate(areas)),
        dot=DOT,
        entries=tuple(entries),
    )


def _spots(start: float, width: float, level: ResourceLevel, count: int) -> Sequence[tuple[float, float]]:
    """Return `count` places in the sector of an area on the ring of a level, in as many rows as are needed."""
    outer = RADII[level]
    inner = 28 if level is ResourceLevel.SELF else RADII[ResourceLevel(level - 1)]
    low, high = inner + DOT + _GAP, outer - DOT - _GAP
    found: list[tuple[float, float]] = []
    rows = max(1, int((high - low) // (2 * DOT + _GAP)) + 1)
    left = count
    for row in range(rows):
        radius = (low + high) / 2 if rows == 1 else high - row * (high - low) / (rows - 1)
        room = max(1, int(math.radians(width) * radius // (2 * DOT + _GAP)))
        here = left if row == rows - 1 else min(left, room)
        found += [_at(start + width * (place + 0.5) / here, radius) for place in range(here)]
        left -= here
    return found


def _rim(text: str, start: float, width: float) -> Label:
    middle = start + width / 2
    if 90 < middle < 270:
        (x, y), (to_x, to_y) = _at(start + width, _LOWER_RIM), _at(start, _LOWER_RIM)
        return Label(text, f"M {x} {y} A {_LOWER_RIM} {_LOWER_RIM} 0 0 0 {to_x} {to_y}")
    (x, y), (to_x, to_y) = _at(start, _UPPER_RIM), _at(start + width, _UPPER_RIM)
    return Label(text, f"M {x} {y} A {_UPPER_RIM} {_UPPER_RIM} 0 0 1 {to_x} {to_y}")
