"""A county's part of a large GTFS feed: the stops in a box, the trips that call there, and what belongs to them.

Transport associations publish one feed for millions of people. Cut to a county it loads in seconds and fits into a
database row. What is cut off: trips with fewer than two calls inside, and calls outside (a journey that leaves the
county and comes back keeps its calls inside). Files that name neither stops nor trips are taken over as they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from smallarea.errors import DataError

#: A zip whose content is larger than this is refused before it is unpacked.
MOST_BYTES = 4 * 1024**3
_KEPT_WHOLE = (
    "agency.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "feed_info.txt",
    "booking_rules.txt",
    "translations.txt",
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees (WGS84)."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a point lies in the box, edges included."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says of itself. `first_day` and `last_day` span its calendars."""

    publisher: str
    version: str
    first_day: dt.date
    last_day: dt.date


class _Archive:
    """The text files of a zip, read row by row."""

    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise DataError("this is not a zip file.", file=path.name, cure="download the feed again.") from error
        self.name = path.name
        inside = [info for info in self.archive.infolist() if not info.is_dir()]
        if sum(info.file_size for info in inside) > MOST_BYTES:
            raise DataError(
                "unpacked, this file is larger than 4 GB.", file=self.name, cure="ask for a smaller region."
            )
        self.members = {info.filename.rsplit("/", 1)[-1]: info for info in inside}

    def header(self, name: str) -> list[str]:
        with self._text(name) as text:
            return next(csv.reader(text), [])

    def rows(self, name: str, *, required: bool = True) -> Iterator[Row]:
        if name not in self.members:
            if required:
                raise DataError(f"{name} is missing.", file=self.name, cure="export the complete GTFS feed.")
            return
        with self._text(name) as text:
            try:
                for row in csv.DictReader(text):
                    yield {key: (value or "").strip() for key, value in row.items() if key is not None}
            except (UnicodeDecodeError, csv.Error) as error:
                raise DataError(
                    f"{name} is not a CSV file in UTF-8.", file=self.name, cure="export it again."
                ) from error

    def _text(self, name: str) -> io.TextIOWrapper:
        try:
            return io.TextIOWrapper(self.archive.open(self.members[name]), encoding="utf-8-sig", newline="")
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise DataError(
                f"{name} cannot be unpacked.", file=self.name, cure="zip the feed without password."
            ) from error


def _day(text: str, name: str, archive: _Archive) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise DataError(
            f"'{text}' is not a day.", file=f"{archive.name}/{name}", cure="write days as 20261231."
        ) from None


def feed_facts(path: str | Path) -> FeedFacts:
    """Return publisher, version and period of a zipped feed. Raises `DataError` when there is no calendar."""
    archive = _Archive(Path(path))
    days = [
        _day(row[column], "calendar.txt", archive)
        for row in archive.rows("calendar.txt", required=False)
        for column in ("start_date", "end_date")
        if row.get(column)
    ]
    days += [
        _day(row.get("date", ""), "calendar_dates.txt", archive)
        for row in archive.rows("calendar_dates.txt", required=False)
        if row.get("exception_type") == "1"
    ]
    if not days:
        raise DataError("there is no calendar.txt with days.", file=archive.name, cure="export the complete GTFS feed.")
    info = next(archive.rows("feed_info.txt", required=False), {})
    agency = next(archive.rows("agency.txt", required=False), {})
    publisher = info.get("feed_publisher_name") or agency.get("agency_name") or archive.name
    return FeedFacts(publisher, info.get("feed_version", ""), min(days), max(days))


def cut_feed(path: str | Path, box: Box) -> bytes:
    """Return a zipped feed with the part of a zipped feed that lies in a box.

    Raises `DataError` when a file is missing or no stop lies in the box.
    """
    archive = _Archive(Path(path))
    stops = _stops_inside(archive, box)
    groups = {
        row["location_group_id"]
        for name in ("location_groups.txt", "location_group_stops.txt")
        for row in archive.rows(name, required=False)
        if _member(row) in stops
    }
    calls = Counter(row["trip_id"] for row in archive.rows("stop_times.txt") if _calls_inside(row, stops, groups))
    flexible = {
        row["trip_id"] for row in archive.rows("stop_times.txt") if _place(row) in groups and _place(row) not in stops
    }
    trips = {trip for trip, count in calls.items() if count > 1 or trip in flexible}
    routes = {row["route_id"] for row in archive.rows("trips.txt") if row["trip_id"] in trips}
    keep: dict[str, Callable[[Row], bool]] = {
        "stops.txt": lambda row: row["stop_id"] in stops,
        "routes.txt": lambda row: row["route_id"] in routes,
        "trips.txt": lambda row: row["trip_id"] in trips,
        "stop_times.txt": lambda row: row["trip_id"] in trips and _calls_inside(row, stops, groups),
        "frequencies.txt": lambda row: row["trip_id"] in trips,
        "transfers.txt": lambda row: row.get("from_stop_id") in stops and row.get("to_stop_id") in stops,
        "location_groups.txt": lambda row: _member(row) in stops,
        "location_group_stops.txt": lambda row: _member(row) in stops,
    }
    return _write(archive, keep | {name: lambda _row: True for name in _KEPT_WHOLE})


def _stops_inside(archive: _Archive, box: Box) -> set[str]:
    """Return the stops in the box, with the stations they belong to."""
    inside: set[str] = set()
    for row in archive.rows("stops.txt"):
        try:
            place = float(row["stop_lon"]), float(row["stop_lat"])
        except (KeyError, ValueError):
            continue  # entrances and nodes may have no place; they are not needed
        if box.holds(*place):
            inside.add(row["stop_id"])
            if row.get("parent_station"):
                inside.add(row["parent_station"])
    if not inside:
        raise DataError("no stop lies in the county.", file=archive.name, cure="choose the feed of your region.")
    return inside


def _member(row: Row) -> str:
    return row.get("stop_id") or row.get("location_id") or ""


def _place(row: Row) -> str:
    return row.get("location_group_id") or row.get("stop_id") or row.get("location_id") or ""


def _calls_inside(row: Row, stops: set[str], groups: set[str]) -> bool:
    return _place(row) in stops or _place(row) in groups


def _write(archive: _Archive, keep: dict[str, Callable[[Row], bool]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, wanted in keep.items():
            if name not in archive.members:
                continue
            header = [column.strip() for column in archive.header(name)]
            info = zipfile.ZipInfo(name)  # without a moment: the same feed gives the same bytes
            info.compress_type = zipfile.ZIP_DEFLATED
            with target.open(info, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                writer = csv.DictWriter(text, header, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(row for row in archive.rows(name) if wanted(row))
    return out.getvalue()
