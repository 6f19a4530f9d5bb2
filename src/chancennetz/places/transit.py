"""Reading timetables (GTFS, with buses on call) into stops with their lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chancennetz.core.errors import Defect, ImportDefects
from smallarea.errors import SmallAreaError
from smallarea.reach import Box, FeedFacts, OnDemand, Timetable, clock, cut_feed, feed_facts, load_timetable

#: Stops beyond the border matter for those who live near it.
MARGIN_DEGREES = 0.1
#: On call means: booked before. GTFS-Flex rows of one bus that differ only in their windows are one entry each.
OnCall = dict[str, Any]


@dataclasses.dataclass
class StopLine:
    """A stop of a feed with what calls there."""

    stop_id: str
    name: str
    latitude: float
    longitude: float
    lines: set[str] = dataclasses.field(default_factory=set)
    on_call: dict[tuple[Any, ...], OnCall] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class FeedRead:
    """A feed as it is kept: facts, its part in the county, stops that somebody can use, and what was noticed."""

    facts: FeedFacts
    content: bytes
    sha256: str
    stops: list[StopLine]
    notes: tuple[str, ...]

    @property
    def line_names(self) -> set[str]:
        """All lines, those on call included."""
        on_call = {str(one["line"]) for stop in self.stops for one in stop.on_call.values()}
        return {line for stop in self.stops for line in stop.lines} | on_call


@contextmanager
def on_disk(content: bytes) -> Iterator[Path]:
    """Give the content as a file for as long as the block runs; `smallarea` reads from disk."""
    with tempfile.TemporaryDirectory(prefix="chancennetz-") as folder:
        path = Path(folder) / "feed.zip"
        path.write_bytes(content)
        yield path


def typical_days(first: dt.date, last: dt.date, today: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Return a Tuesday, a Saturday and a Sunday on which the timetable can be asked.

    They lie in the week after today, or, when the feed does not hold then, in the middle of its validity.
    """
    start = today if first <= today and today + dt.timedelta(days=7) <= last else first + (last - first) // 2

    def coming(weekday: int) -> dt.date:
        return start + dt.timedelta(days=(weekday - start.weekday()) % 7)

    return coming(1), coming(5), coming(6)


def read_feed(data: bytes, today: dt.date, box: Box | None) -> FeedRead:
    """Read a zipped feed, cut to a box when one is given. Raises ImportDefects with file, row and column."""
    _refuse_other_files(data)
    try:
        with on_disk(data) as path:
            facts = feed_facts(path)
            content = cut_feed(path, box) if box else data
        with on_disk(content) as path:
            days = [load_timetable(path, day) for day in typical_days(facts.first_day, facts.last_day, today)]
    except SmallAreaError as error:
        place = ", ".join(part for part in (Path(error.file).name if error.file else "", error.column or "") if part)
        raise ImportDefects([Defect(error.row, place, error.message, error.cure)]) from error
    notes = tuple(dict.fromkeys(note for one in days for note in one.findings))
    return FeedRead(facts, content, hashlib.sha256(data).hexdigest(), _stops(days), notes)


def _refuse_other_files(data: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise ImportDefects([Defect(None, "", "this is not a zip file.", "choose the GTFS feed as a zip file.")])


def _stops(days: list[Timetable]) -> list[StopLine]:
    """Return the stops at which something calls on one of the days."""
    found: dict[str, StopLine] = {
        stop.id: StopLine(stop.id, stop.name or stop.id, stop.latitude, stop.longitude)
        for timetable in days
        for stop in timetable.stops
    }
    for timetable in days:
        for connection in timetable.connections:
            line = timetable.trips[connection.trip][1]
            for position, calls in (
                (connection.origin, connection.boarding),
                (connection.target, connection.alighting),
            ):
                if calls:
                    found[timetable.stops[position].id].lines.add(line)
        for service in timetable.on_demand:
            for stop_id in service.stops:
                if stop_id in found:
                    _call(found[stop_id], service, timetable.day)
    return [stop for stop in found.values() if stop.lines or stop.on_call]


def _call(stop: StopLine, service: OnDemand, day: dt.date) -> None:
    """Note a bus on call; the Tuesday stands for all working days."""
    key = (service.route, service.start, service.end, service.phone, service.message)
    entry = stop.on_call.setdefault(
        key,
        {
            "line": service.route,
            "from": clock(service.start)[:5],
            "to": clock(service.end)[:5],
            "phone": service.phone,
            "message": service.message,
            "notice_minutes": service.notice_minutes,
            "days": [],
        },
    )
    days = [0, 1, 2, 3, 4] if day.weekday() < 5 else [day.weekday()]
    entry["days"] = sorted({*entry["days"], *days})


def lines_in_order(lines: set[str]) -> list[str]:
    """Return names of lines as people expect them: R1, R2, R10, S4."""
    by_kind: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in lines:
        head = line.rstrip("0123456789")
        number = line[len(head) :]
        by_kind[head].append((int(number) if number else -1, line))
    return [line for head in sorted(by_kind) for _number, line in sorted(by_kind[head])]
