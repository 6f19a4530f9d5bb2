"""A timetable of one day: stops, elementary connections sorted by departure, footpaths, on-demand windows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import NamedTuple

from smallarea.errors import DataError
from smallarea.geo.points import distance_m


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop with its place in degrees; ``station`` is the id of its parent station, "" without one."""

    id: str
    name: str
    latitude: float
    longitude: float
    station: str = ""


class Connection(NamedTuple):
    """One vehicle between two stops without a halt: seconds after midnight, positions of stops and trip."""

    departure: int
    arrival: int
    origin: int
    target: int
    trip: int
    boarding: bool
    alighting: bool


class Footpath(NamedTuple):
    """A walk to another stop (its position), in seconds."""

    target: int
    seconds: int


@dataclass(frozen=True, slots=True)
class OnDemand:
    """A bus on call: between ``start`` and ``end`` (seconds after midnight) it serves ``stops`` when booked."""

    trip: str
    route: str
    stops: tuple[str, ...]
    start: int
    end: int
    message: str = ""
    phone: str = ""
    notice_minutes: int = 0


@dataclass(frozen=True, slots=True)
class WalkRules:
    """How people walk and change: great-circle distance x ``detour`` at ``speed`` m/s, up to ``limit_m``
    metres on the ground; a change of vehicle takes at least ``change_seconds``."""

    limit_m: float = 600.0
    speed: float = 1.2
    detour: float = 1.3
    change_seconds: int = 300

    def walk_seconds(self, straight_m: float) -> int:
        """Seconds for a straight distance, rounded up."""
        return math.ceil(straight_m * self.detour / self.speed)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything a query needs. ``connections`` are sorted by departure; ``trips[k]`` is (trip id, route
    name); ``findings`` name what could not be used as it stood."""

    day: dt.date
    stops: tuple[Stop, ...]
    position: dict[str, int]
    connections: tuple[Connection, ...]
    trips: tuple[tuple[str, str], ...]
    footpaths: tuple[tuple[Footpath, ...], ...]
    on_demand: tuple[OnDemand, ...]
    walk: WalkRules
    findings: tuple[str, ...] = ()

    def stop(self, stop_id: str) -> int:
        """Position of a stop; raises `DataError` for an unknown id."""
        try:
            return self.position[stop_id]
        except KeyError:
            raise DataError(f"there is no stop '{stop_id}'.", cure="use a stop_id of stops.txt.") from None

    def on_call(self, stop_id: str, time: int) -> list[OnDemand]:
        """The on-demand services at a stop at a time (seconds after midnight)."""
        return [
            service for service in self.on_demand if stop_id in service.stops and service.start <= time <= service.end
        ]

    def near(self, longitude: float, latitude: float, limit_m: float | None = None) -> list[tuple[int, int]]:
        """Stops in walking distance of a place: (position, seconds on foot), nearest first."""
        limit = self.walk.limit_m if limit_m is None else limit_m
        found = []
        for position, stop in enumerate(self.stops):
            straight = distance_m((longitude, latitude), (stop.longitude, stop.latitude))
            if straight * self.walk.detour <= limit:
                found.append((self.walk.walk_seconds(straight), position))
        return [(position, time) for time, position in sorted(found)]


def build_footpaths(
    stops: Sequence[Stop], rules: WalkRules, given: dict[tuple[int, int], int | None]
) -> tuple[tuple[Footpath, ...], ...]:
    """Footpaths between stops in walking distance, inside stations, and as ``given``.

    ``given`` maps pairs of positions to seconds, or to ``None`` where a transfer is not possible.
    Stops of one station are connected whatever their distance.
    """
    paths: dict[tuple[int, int], int] = {}
    for i, j in _neighbours(stops, rules.limit_m / rules.detour):
        _add_walk(paths, stops, i, j, rules, rules.limit_m)
    by_station: dict[str, list[int]] = {}
    for i, stop in enumerate(stops):
        by_station.setdefault(stop.station or stop.id, []).append(i)
    for members in by_station.values():
        for i, j in permutations(members, 2):
            _add_walk(paths, stops, i, j, rules, math.inf)
    for pair, time in given.items():
        if time is None:
            paths.pop(pair, None)
        elif pair[0] != pair[1]:
            paths[pair] = time
    result: list[list[Footpath]] = [[] for _ in stops]
    for (i, j), time in sorted(paths.items()):
        result[i].append(Footpath(j, time))
    return tuple(map(tuple, result))


def _neighbours(stops: Sequence[Stop], straight_m: float) -> Iterator[tuple[int, int]]:
    """Pairs of stops that may lie within a distance: those in touching cells of a grid."""
    size = straight_m / 111_000 or 1.0
    cells: dict[tuple[int, int], list[int]] = {}
    for i, stop in enumerate(stops):
        cells.setdefault(_cell(stop, size), []).append(i)
    for i, stop in enumerate(stops):
        row, column = _cell(stop, size)
        reach = math.ceil(1 / max(0.05, math.cos(math.radians(stop.latitude))))
        for place in product((row - 1, row, row + 1), range(column - reach, column + reach + 1)):
            yield from ((i, j) for j in cells.get(place, ()) if i != j)


def _cell(stop: Stop, size: float) -> tuple[int, int]:
    return (math.floor(stop.latitude / size), math.floor(stop.longitude / size))


def _add_walk(
    paths: dict[tuple[int, int], int], stops: Sequence[Stop], i: int, j: int, rules: WalkRules, limit: float
) -> None:
    straight = distance_m((stops[i].longitude, stops[i].latitude), (stops[j].longitude, stops[j].latitude))
    if straight * rules.detour <= limit:
        paths[i, j] = rules.walk_seconds(straight)


def seconds(text: str) -> int:
    """``25:10:30`` or ``8:05`` as seconds after midnight; hours may pass 24. Raises ``ValueError``."""
    parts = text.strip().split(":")
    if len(parts) not in {2, 3} or not all(part.isdigit() for part in parts):
        raise ValueError(text)
    hours, minutes, rest = (*map(int, parts), 0)[:3]
    if minutes > 59 or rest > 59:
        raise ValueError(text)
    return hours * 3600 + minutes * 60 + rest


def clock(time: int) -> str:
    """Seconds after midnight as ``HH:MM:SS``; hours may pass 24."""
    return f"{time // 3600:02d}:{time % 3600 // 60:02d}:{time % 60:02d}"
