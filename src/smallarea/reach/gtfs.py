"""GTFS (folder or zip, always from disk) for one day.

Read are agency-independent parts: stops with parent stations, trips, stop_times (times past midnight,
missing times interpolated, pick-up and drop-off rules), calendar and calendar_dates, frequencies,
transfers, and GTFS-Flex windows with booking rules. Reference: gtfs.org/documentation/schedule.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from smallarea.errors import DataError
from smallarea.reach.timetable import Connection, OnDemand, Stop, Timetable, WalkRules, build_footpaths, seconds
from smallarea.tables import Table, parse_table

DAY = 86_400
# What a file of the feed must have, so that a missing column is named and not stumbled over.
_REQUIRED = {
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "routes.txt": ("route_id",),
    "trips.txt": ("trip_id", "route_id", "service_id"),
    "stop_times.txt": ("trip_id", "stop_sequence"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
    "booking_rules.txt": ("booking_rule_id",),
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Feed:
    """The text files of a feed, read once each."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise DataError("there is no such timetable.", file=path, cure="check the path of the folder or zip file.")
        if self.path.is_file() and not zipfile.is_zipfile(self.path):
            raise DataError("this is neither a folder nor a zip file.", file=path, cure="download the feed again.")

    def table(self, name: str, *, required: bool = True) -> Table | None:
        """A file of the feed, or ``None`` when an optional one is not there."""
        if self.path.is_dir():
            file = self.path / name
            text = file.read_text(encoding="utf-8-sig") if file.exists() else None
        else:
            with zipfile.ZipFile(self.path) as archive:
                inside = next((n for n in archive.namelist() if n.rsplit("/", 1)[-1] == name), None)
                text = archive.read(inside).decode("utf-8-sig") if inside else None
        if text is None or not text.strip():
            if required:
                raise DataError(f"{name} is missing.", file=self.path, cure="export the complete GTFS feed.")
            return None
        table = parse_table(text, file=f"{self.path.name}/{name}", delimiter=",")
        for column in (*_REQUIRED.get(name, ()), *(("service_id", *_WEEKDAYS) if name == "calendar.txt" else ())):
            table.place(column)
        return table

    def rows(self, name: str, *, required: bool = True) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by column name."""
        table = self.table(name, required=required)
        if table is not None:
            for line, cells in zip(table.lines, table.rows, strict=True):
                yield line, {name: cell.strip() for name, cell in zip(table.header, cells, strict=True)}

    def fault(self, name: str, line: int, column: str, message: str, cure: str = "correct the feed.") -> DataError:
        return DataError(message, file=f"{self.path.name}/{name}", row=line, column=column, cure=cure)


@dataclass(slots=True)
class _Call:
    """A trip at a stop; times may be missing until they are interpolated."""

    sequence: int
    stop: int
    arrival: int | None
    departure: int | None
    boarding: bool
    alighting: bool


@dataclass(slots=True)
class _Trips:
    service: dict[str, str] = field(default_factory=dict)
    route: dict[str, str] = field(default_factory=dict)
    calls: dict[str, list[_Call]] = field(default_factory=dict)
    flexible: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def load_timetable(path: str | Path, day: dt.date, *, walk: WalkRules | None = None) -> Timetable:
    """Read the timetable of ``day``, with the trips of the day before that run past midnight, and the
    next day's up to 6 in the morning.

    Raises `DataError` with file, row and column for a time that cannot be read, a stop or trip that
    does not exist, or a missing file.
    """
    feed, rules = _Feed(path), walk or WalkRules()
    stops = _stops(feed)
    position = {stop.id: i for i, stop in enumerate(stops)}
    trips = _trips(feed, position)
    frequencies = _frequencies(feed)
    findings: list[str] = []
    running = {shift: _services(feed, day + dt.timedelta(days=shift)) for shift in (-1, 0, 1)}
    connections: list[Connection] = []
    names: list[tuple[str, str]] = []
    for trip, calls in trips.calls.items():
        shifts = [shift for shift, services in running.items() if trips.service[trip] in services]
        for start in _starts(trip, calls, frequencies, findings) if shifts else ():
            for shift in shifts:
                added = _connections(calls, start + shift * DAY, len(names))
                if added and added[-1].arrival >= 0 and added[0].departure < DAY + 6 * 3600:
                    connections += [c for c in added if c.departure >= 0]
                    names.append((trip, trips.route[trip]))
    # Stable: calls of one trip within the same second stay in order.
    connections.sort(key=lambda connection: connection.departure)
    if not running[0]:
        findings.append(f"No service runs on {day}: is the date inside the validity of the timetable?")
    return Timetable(
        day=day,
        stops=stops,
        position=position,
        connections=tuple(connections),
        trips=tuple(names),
        footpaths=build_footpaths(stops, rules, _transfers(feed, position, rules)),
        on_demand=tuple(_on_demand(feed, trips, running[0])),
        walk=rules,
        findings=tuple(dict.fromkeys(findings)),
    )


def _stops(feed: _Feed) -> tuple[Stop, ...]:
    """Stops and stations; entrances, generic nodes and boarding areas without a place are left out."""
    found = []
    parent: dict[str, str] = {}
    for line, row in feed.rows("stops.txt"):
        parent[row["stop_id"]] = row.get("parent_station", "")
        kind = row.get("location_type", "")
        if kind in {"2", "3"} or (kind == "4" and not row["stop_lat"]):
            continue
        try:
            latitude, longitude = float(row["stop_lat"]), float(row["stop_lon"])
        except ValueError:
            raise feed.fault("stops.txt", line, "stop_lat", f"stop '{row['stop_id']}' has no place.") from None
        found.append((row["stop_id"], row.get("stop_name", ""), latitude, longitude))

    def station(stop: str) -> str:
        seen = {stop}
        while parent.get(stop) and parent[stop] not in seen:
            stop = parent[stop]
            seen.add(stop)
        return stop

    return tuple(Stop(i, name, lat, lon, "" if station(i) == i else station(i)) for i, name, lat, lon in found)


def _trips(feed: _Feed, position: dict[str, int]) -> _Trips:
    routes = {
        row["route_id"]: row.get("route_short_name") or row.get("route_long_name") or row["route_id"]
        for _, row in feed.rows("routes.txt")
    }
    trips = _Trips()
    for line, row in feed.rows("trips.txt"):
        if row["route_id"] not in routes:
            raise feed.fault("trips.txt", line, "route_id", f"there is no route '{row['route_id']}'.")
        trips.service[row["trip_id"]] = row["service_id"]
        trips.route[row["trip_id"]] = routes[row["route_id"]]
    for line, row in feed.rows("stop_times.txt"):
        trip = row["trip_id"]
        if trip not in trips.service:
            raise feed.fault("stop_times.txt", line, "trip_id", f"there is no trip '{trip}'.")
        if row.get("start_pickup_drop_off_window") or row.get("start_pickup_dropoff_window"):
            trips.flexible.setdefault(trip, []).append(row)
            continue
        if row.get("stop_id", "") not in position:
            raise feed.fault("stop_times.txt", line, "stop_id", f"there is no stop '{row.get('stop_id', '')}'.")
        trips.calls.setdefault(trip, []).append(_call(feed, line, row, position))
    for trip, calls in trips.calls.items():
        calls.sort(key=lambda call: call.sequence)
        _fill_times(feed, trip, calls)
    return trips


def _call(feed: _Feed, line: int, row: dict[str, str], position: dict[str, int]) -> _Call:
    def time(column: str) -> int | None:
        if not row.get(column):
            return None
        try:
            return seconds(row[column])
        except ValueError:
            raise feed.fault("stop_times.txt", line, column, f"'{row[column]}' is not a time.") from None

    if not row["stop_sequence"].isdigit():
        raise feed.fault("stop_times.txt", line, "stop_sequence", f"'{row['stop_sequence']}' is not a number.")
    arrival, departure = time("arrival_time"), time("departure_time")
    return _Call(
        sequence=int(row["stop_sequence"]),
        stop=position[row["stop_id"]],
        arrival=departure if arrival is None else arrival,
        departure=arrival if departure is None else departure,
        boarding=row.get("pickup_type", "") != "1",
        alighting=row.get("drop_off_type", "") != "1",
    )


def _fill_times(feed: _Feed, trip: str, calls: list[_Call]) -> None:
    """Interpolate missing times evenly between the known ones; the first and last must be known."""
    known = [i for i, call in enumerate(calls) if call.arrival is not None]
    if not known or known[0] != 0 or known[-1] != len(calls) - 1:
        raise DataError(
            f"trip '{trip}' has no time at its first or last stop.",
            file=f"{feed.path.name}/stop_times.txt",
            cure="correct the feed.",
        )
    for left, right in pairwise(known):
        start, end = calls[left].departure or 0, calls[right].arrival or 0
        if end < start:
            raise DataError(
                f"trip '{trip}' runs backwards in time at stop_sequence {calls[right].sequence}.",
                file=f"{feed.path.name}/stop_times.txt",
                cure="write times after midnight as 24:10:00 and later.",
            )
        for i in range(left + 1, right):
            time = start + (end - start) * (i - left) // (right - left)
            calls[i].arrival = calls[i].departure = time


def _connections(calls: list[_Call], offset: int, trip: int) -> list[Connection]:
    return [
        Connection(
            (a.departure or 0) + offset, (b.arrival or 0) + offset, a.stop, b.stop, trip, a.boarding, b.alighting
        )
        for a, b in pairwise(calls)
    ]


def _services(feed: _Feed, day: dt.date) -> set[str]:
    """The services that run on a day: the weekly calendar, then its exceptions."""
    stamp, weekday = day.strftime("%Y%m%d"), _WEEKDAYS[day.weekday()]
    found = {
        row["service_id"]
        for _, row in feed.rows("calendar.txt", required=False)
        if row[weekday] == "1" and row["start_date"] <= stamp <= row["end_date"]
    }
    for line, row in feed.rows("calendar_dates.txt", required=False):
        if row["exception_type"] not in {"1", "2"}:
            raise feed.fault("calendar_dates.txt", line, "exception_type", "it must be 1 or 2.")
        if row["date"] == stamp:
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


def _frequencies(feed: _Feed) -> dict[str, list[tuple[int, int, int, bool]]]:
    found: dict[str, list[tuple[int, int, int, bool]]] = {}
    for line, row in feed.rows("frequencies.txt", required=False):
        try:
            entry = (seconds(row["start_time"]), seconds(row["end_time"]), int(row["headway_secs"]))
        except ValueError:
            raise feed.fault("frequencies.txt", line, "start_time", "a time or headway cannot be read.") from None
        if entry[2] <= 0:
            raise feed.fault("frequencies.txt", line, "headway_secs", "it must be above 0.")
        found.setdefault(row["trip_id"], []).append((*entry, row.get("exact_times", "") == "1"))
    return found


def _starts(
    trip: str, calls: list[_Call], frequencies: dict[str, list[tuple[int, int, int, bool]]], findings: list[str]
) -> list[int]:
    """Offsets to the written times of a trip: 0, or one per departure of its frequencies.

    The departures are start, start + headway ... before the end. Without exact times they are only
    usual ones, which is noted.
    """
    if trip not in frequencies:
        return [0]
    first = calls[0].departure or 0
    starts = []
    for begin, end, headway, exact in frequencies[trip]:
        starts += [time - first for time in range(begin, end, headway)]
        if not exact:
            findings.append(f"Trip '{trip}' has only approximate times (every {headway // 60} minutes).")
    return starts


def _transfers(feed: _Feed, position: dict[str, int], rules: WalkRules) -> dict[tuple[int, int], int | None]:
    """Seconds by pair of stops; ``None`` where the feed forbids the transfer (type 3)."""
    found: dict[tuple[int, int], int | None] = {}
    for _, row in feed.rows("transfers.txt", required=False):
        pair = (position.get(row.get("from_stop_id", "")), position.get(row.get("to_stop_id", "")))
        if pair[0] is None or pair[1] is None:
            continue
        kind, minimum = row.get("transfer_type") or "0", row.get("min_transfer_time") or ""
        if kind == "3":
            found[pair[0], pair[1]] = None
        elif kind == "2" and minimum.isdigit():
            found[pair[0], pair[1]] = int(minimum)
        elif kind == "1":
            found[pair[0], pair[1]] = 0
        else:
            found[pair[0], pair[1]] = rules.change_seconds
    return found


def _on_demand(feed: _Feed, trips: _Trips, services: set[str]) -> Iterator[OnDemand]:
    """GTFS-Flex windows of the services that run; groups of stops in the old and the new spelling."""
    if not trips.flexible:
        return
    groups: dict[str, list[str]] = {}
    for name in ("location_groups.txt", "location_group_stops.txt"):
        for _, row in feed.rows(name, required=False):
            member = row.get("stop_id") or row.get("location_id")
            if member:
                groups.setdefault(row["location_group_id"], []).append(member)
    rules = {row["booking_rule_id"]: row for _, row in feed.rows("booking_rules.txt", required=False)}
    for trip, rows in trips.flexible.items():
        if trips.service[trip] not in services:
            continue
        for row in rows:
            place = row.get("location_group_id") or row.get("stop_id") or row.get("location_id") or ""
            rule = rules.get(row.get("pickup_booking_rule_id", ""), {})
            start = row.get("start_pickup_drop_off_window") or row["start_pickup_dropoff_window"]
            end = row.get("end_pickup_drop_off_window") or row["end_pickup_dropoff_window"]
            notice = rule.get("prior_notice_duration_min") or "0"
            yield OnDemand(
                trip=trip,
                route=trips.route[trip],
                stops=tuple(groups.get(place, [place])),
                start=_window(feed, trip, start),
                end=_window(feed, trip, end),
                message=rule.get("message", ""),
                phone=rule.get("phone_number", ""),
                notice_minutes=int(notice) if notice.isdigit() else 0,
            )


def _window(feed: _Feed, trip: str, text: str) -> int:
    try:
        return seconds(text)
    except ValueError:
        raise DataError(
            f"the window of trip '{trip}' has the time '{text}'.",
            file=f"{feed.path.name}/stop_times.txt",
            column="start_pickup_drop_off_window",
            cure="give both ends of the window as 08:00:00.",
        ) from None
