"""Earliest arrivals by connection scan: one pass over the day's connections in order of departure.

Source: Dibbelt, Pajor, Strasser, Wagner, "Connection Scan Algorithm", ACM JEA 23 (2018). Footpaths
are walked once between two rides and at both ends, not chained.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smallarea.reach.timetable import Timetable

UNREACHED = 2**31

# How a stop was reached: (connection boarded, connection left, stop boarded); a walk has -1 and its arrival.
Step = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a journey: a ride (``route`` and ``trip``) or a walk (both empty). Times in seconds."""

    origin: str
    target: str
    departure: int
    arrival: int
    route: str = ""
    trip: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Earliest arrivals from one start. Times in seconds after midnight."""

    timetable: Timetable
    departure: int
    times: list[int]
    _arrived_by: list[Step | None]
    _ready_by: list[Step | None]
    _ridden_by: list[Step | None]

    def at(self, stop_id: str) -> int | None:
        """Earliest arrival at a stop, ``None`` when it is not reached."""
        time = self.times[self.timetable.stop(stop_id)]
        return None if time >= UNREACHED else time

    def journey(self, stop_id: str) -> list[Leg]:
        """The legs of an earliest journey, empty when the stop is the start or not reached."""
        stops, connections = self.timetable.stops, self.timetable.connections
        legs: list[Leg] = []
        target = self.timetable.stop(stop_id)
        step = self._arrived_by[target]
        while step is not None:
            boarded, left, origin = step
            if boarded < 0:
                walk = next(p.seconds for p in self.timetable.footpaths[origin] if p.target == target)
                legs.append(Leg(stops[origin].id, stops[target].id, left - walk, left))
                step = self._ridden_by[origin]
            else:
                first, last = connections[boarded], connections[left]
                trip, route = self.timetable.trips[first.trip]
                legs.append(Leg(stops[origin].id, stops[target].id, first.departure, last.arrival, route, trip))
                step = self._ready_by[origin]
            target = origin
        return legs[::-1]


def earliest_arrivals(timetable: Timetable, start: str | Mapping[str, int], departure: int) -> Arrivals:
    """Earliest arrivals at all stops when leaving at ``departure`` (seconds after midnight).

    ``start`` is a stop, or stops with the seconds it takes to get there (see `Timetable.near`).
    Boarding at the start needs no time for changing; every other boarding needs ``change_seconds``, or
    the walk to the stop when that is longer.
    """
    begin = {start: 0} if isinstance(start, str) else dict(start)
    run = _Run(timetable)
    for stop_id, walk in begin.items():
        position = timetable.stop(stop_id)
        time = min(run.ready[position], departure + walk)
        run.times[position] = run.rides[position] = run.ready[position] = time
    for position in [timetable.stop(stop_id) for stop_id in begin]:
        run.walk_on(position, run.times[position], 0)
    boarded: list[int] = [-1] * len(timetable.trips)
    connections, rides, ready = timetable.connections, run.rides, run.ready
    first = bisect_left(connections, departure, key=lambda connection: connection.departure)
    for number in range(first, len(connections)):
        leaves, arrives, origin, target, trip, boarding, alighting = connections[number]
        if boarded[trip] < 0:
            if not boarding or ready[origin] > leaves:
                continue
            boarded[trip] = number
        if alighting and arrives < rides[target]:
            run.alight(target, arrives, (boarded[trip], number, connections[boarded[trip]].origin))
    return Arrivals(timetable, departure, run.times, run.arrived_by, run.ready_by, run.ridden_by)


class _Run:
    """The state of one scan: when a stop is reached, when a vehicle can be boarded there.

    ``rides`` is the earliest arrival by a vehicle. It may be later than ``times`` (somebody walked
    there before) and still matters: from a vehicle one may walk on, from a walk not.
    """

    def __init__(self, timetable: Timetable) -> None:
        self.footpaths, self.change = timetable.footpaths, timetable.walk.change_seconds
        count = len(timetable.stops)
        self.times, self.rides, self.ready = ([UNREACHED] * count for _ in range(3))
        self.arrived_by: list[Step | None] = [None] * count
        self.ready_by: list[Step | None] = [None] * count
        self.ridden_by: list[Step | None] = [None] * count

    def alight(self, stop: int, time: int, step: Step) -> None:
        """Reach a stop by a ride, earlier than by any ride before."""
        self.rides[stop], self.ridden_by[stop] = time, step
        if time < self.times[stop]:
            self.times[stop], self.arrived_by[stop] = time, step
        if time + self.change < self.ready[stop]:
            self.ready[stop], self.ready_by[stop] = time + self.change, step
        self.walk_on(stop, time, self.change)

    def walk_on(self, origin: int, time: int, change: int) -> None:
        """Walk from a stop just reached to its neighbours."""
        for target, walk in self.footpaths[origin]:
            step = (-1, time + walk, origin)
            if time + max(walk, change) < self.ready[target]:
                self.ready[target], self.ready_by[target] = time + max(walk, change), step
            if time + walk < self.times[target]:
                self.times[target], self.arrived_by[target] = time + walk, step


def travel_times(
    timetable: Timetable, starts: Iterable[str], departures: Iterable[int]
) -> dict[tuple[str, str], float | None]:
    """Minutes from each start to each stop, best over several departures; ``None`` = not reached.

    For a nightly matrix of three typical times: ``departures=[seconds("8:00"), ...]``.
    """
    times = list(departures)
    best: dict[tuple[str, str], float | None] = {}
    for start in starts:
        runs = [earliest_arrivals(timetable, start, time) for time in times]
        for position, stop in enumerate(timetable.stops):
            reached = [(run.times[position] - run.departure) / 60 for run in runs if run.times[position] < UNREACHED]
            best[start, stop.id] = min(reached, default=None)
    return best
