"""Points that would lie on each other are one, for each step of the map's zoom (no database, no Django).

The ground is parted into squares of the same size on the screen (web Mercator, as Leaflet draws). What lies in one
square is a group in the middle of its members; nearer, the squares are smaller and the group falls apart.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

#: Side of a square on the screen: the largest mark (56 pixels) and a gap.
CELL = 72
#: Middles that are nearer than this are one mark.
APART = 46
_MOST_JOINED = 500
TILE = 256
#: The nearest step of the map; there only what lies at the same point stays together (squares of half a metre).
NEAREST_ZOOM = 18
_EXACT = 24
Numbers = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A piece of the ground in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: Numbers, longitude: Numbers) -> NDArray[np.bool_]:
        """Tell which points lie inside."""
        across = (longitude >= self.west) & (longitude <= self.east)
        return across & (latitude >= self.south) & (latitude <= self.north)


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Points that are drawn as one: the middle of them, the ground they cover, whose they are (each once)."""

    latitude: float
    longitude: float
    box: Box
    members: tuple[int, ...]

    @property
    def is_one_place(self) -> bool:
        """Tell whether all lie at the same point, so that coming nearer parts nothing."""
        return self.box.west == self.box.east and self.box.south == self.box.north


def pixels(latitude: Numbers, longitude: Numbers, zoom: float) -> Numbers:
    """Return where points lie on the screen's world at a zoom: a row (x, y) each (web Mercator)."""
    world = TILE * 2.0**zoom
    bent = np.arcsinh(np.tan(np.radians(np.clip(latitude, -85, 85))))
    return np.column_stack(((longitude + 180) / 360 * world, (1 - bent / math.pi) / 2 * world))


def group(latitude: Numbers, longitude: Numbers, owner: NDArray[np.int32], zoom: float) -> list[Group]:
    """Return the groups of some points at a zoom, from north to south."""
    if not latitude.size:
        return []
    where = pixels(latitude, longitude, zoom if zoom < NEAREST_ZOOM else _EXACT)
    _squares, number = np.unique(np.floor(where / CELL).astype(np.int64), axis=0, return_inverse=True)
    number = _joined(number.reshape(-1), where)
    order = np.argsort(number, kind="stable")
    found = []
    for part in np.split(order, np.flatnonzero(np.diff(number[order])) + 1):
        north, east = latitude[part], longitude[part]
        found.append(
            Group(
                float(north.mean()),
                float(east.mean()),
                Box(float(east.min()), float(north.min()), float(east.max()), float(north.max())),
                tuple(dict.fromkeys(int(one) for one in owner[part])),
            )
        )
    return sorted(found, key=lambda one: (-one.latitude, one.longitude))


def _joined(number: NDArray[np.intp], where: Numbers) -> NDArray[np.intp]:
    """Join squares whose middles would be drawn over each other: the smaller one goes to the larger."""
    sizes = np.bincount(number)
    middles = np.column_stack([np.bincount(number, where[:, axis]) / sizes for axis in (0, 1)])
    goes_to = np.arange(len(sizes))
    for one in np.argsort(-sizes, kind="stable")[:_MOST_JOINED]:
        if goes_to[one] == one:
            near = np.hypot(*(middles - middles[one]).T) < APART
            goes_to[near & (goes_to == np.arange(len(sizes))) & (sizes <= sizes[one])] = one
    return np.asarray(goes_to[number], np.intp)
