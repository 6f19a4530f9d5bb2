"""Cutting a large feed to a county."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from smallarea.errors import DataError
from smallarea.reach import Box, cut_feed, feed_facts, load_timetable

DATA = Path(__file__).parents[3] / "shared" / "data" / "gtfs"
COUNTY = Box(7.0, 51.0, 8.0, 52.0)
TUESDAY = dt.date(2026, 11, 24)

FILES = {
    "agency.txt": "agency_id,agency_name\n1,Kreisbus\n",
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "work,1,1,1,1,1,0,0,20260101,20261231\n"
    ),
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon,parent_station\n"
        "in1,Markt,51.5,7.5,\nin2,Bahnhof,51.52,7.52,hub\nhub,Bahnhof,51.52,7.52,\nout,Fern,48.1,11.5,\nin3,Ost,51.53,7.6,\n"
    ),
    "routes.txt": "route_id,route_short_name,route_type\nA,R1,3\nB,ICE 5,2\nC,R2,3\n",
    "trips.txt": "route_id,service_id,trip_id\nA,work,a1\nB,work,b1\nC,work,c1\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "a1,08:00:00,08:00:00,in1,1\na1,08:10:00,08:10:00,in2,2\n"
        "b1,09:00:00,09:00:00,in2,1\nb1,12:00:00,12:00:00,out,2\n"
        "c1,10:00:00,10:00:00,in1,1\nc1,10:05:00,10:05:00,out,2\nc1,10:30:00,10:30:00,in3,3\n"
    ),
}


def packed(tmp_path: Path, **changed: str) -> Path:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (FILES | {f"{key}.txt": text for key, text in changed.items()}).items():
            archive.writestr(name, text)
    return path


def lines(content: bytes, name: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode().splitlines()


def test_only_what_runs_in_the_county_stays(tmp_path):
    content = cut_feed(packed(tmp_path), COUNTY)
    # The train has one call inside only; the bus that leaves and comes back keeps its two calls inside.
    assert [line.split(",")[0] for line in lines(content, "stops.txt")[1:]] == ["in1", "in2", "hub", "in3"]
    assert [line.split(",")[2] for line in lines(content, "trips.txt")[1:]] == ["a1", "c1"]
    assert [line.split(",")[0] for line in lines(content, "routes.txt")[1:]] == ["A", "C"]
    assert lines(content, "stop_times.txt")[1:] == [
        "a1,08:00:00,08:00:00,in1,1",
        "a1,08:10:00,08:10:00,in2,2",
        "c1,10:00:00,10:00:00,in1,1",
        "c1,10:30:00,10:30:00,in3,3",
    ]


def test_a_cut_feed_loads_and_cutting_again_changes_nothing(tmp_path):
    content = cut_feed(packed(tmp_path), COUNTY)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content)
    assert cut_feed(cut, COUNTY) == content
    timetable = load_timetable(cut, TUESDAY)
    assert [(one.departure // 60, one.arrival // 60) for one in timetable.connections] == [(480, 490), (600, 630)]


def test_facts_of_a_feed(tmp_path):
    facts = feed_facts(packed(tmp_path, feed_info="feed_publisher_name,feed_version\nVerbund,7\n"))
    assert (facts.publisher, facts.version) == ("Verbund", "7")
    assert (facts.first_day, facts.last_day) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert feed_facts(packed(tmp_path)).publisher == "Kreisbus"


def test_the_real_feed_on_call_keeps_its_stops(tmp_path):
    if not DATA.exists():
        pytest.skip("the feeds lie outside of the project and are not here")
    path = tmp_path / "rufbus.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (DATA / "rufbus_gtfs_flex").glob("*.txt"):
            archive.write(file, file.name)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(cut_feed(path, Box(13.0, 52.0, 15.0, 54.0)))
    tuesday, saturday = dt.date(2023, 6, 6), dt.date(2023, 6, 10)
    for day, lines in (tuesday, ["476", "477", "478"]), (saturday, ["476", "477", "478", "487", "488"]):
        whole = load_timetable(path, day).on_demand
        assert sorted(trip.route for trip in whole) == lines
        assert load_timetable(cut, day).on_demand == whole


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"calendar": "service_id,start_date,end_date\nx,2026,20261231\n"}, "'2026' is not a day"),
        ({"calendar": "service_id\n"}, "no calendar"),
    ],
)
def test_facts_name_what_is_wrong(tmp_path, files, said):
    with pytest.raises(DataError, match=said):
        feed_facts(packed(tmp_path, **files))


def test_a_feed_of_another_region_is_refused(tmp_path):
    with pytest.raises(DataError, match="no stop lies in the county"):
        cut_feed(packed(tmp_path), Box(0, 0, 1, 1))


def test_no_zip_and_missing_files(tmp_path):
    other = tmp_path / "feed.zip"
    other.write_bytes(b"GIF89a")
    with pytest.raises(DataError, match="not a zip file"):
        feed_facts(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("calendar.txt", FILES["calendar.txt"])
    with pytest.raises(DataError, match=r"stops\.txt is missing"):
        cut_feed(other, COUNTY)
