"""Timetables, connection scan, floating catchment areas."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.cli import main
from smallarea.errors import DataError
from smallarea.reach import (
    Connection,
    Footpath,
    Stop,
    Timetable,
    WalkRules,
    clock,
    earliest_arrivals,
    floating_catchment,
    gaussian,
    load_timetable,
    seconds,
    travel_times,
    zones,
)

SATURDAY, MONDAY = dt.date(2019, 3, 30), dt.date(2019, 4, 1)


def test_the_worked_example_to_six_digits():
    """Published example of the package sdc-catchment: three consumers on a line, providers at both ends, s = 1."""
    distance = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])
    result = floating_catchment(np.array([10.0, 10.0]), np.array([100.0] * 3), distance, weight=gaussian(1))
    assert result.access == pytest.approx([0.06517926, 0.06964149, 0.06517926], abs=5e-9)


def test_a_grid_without_limit_shares_supply_evenly():
    """pysal/access: 25 supply and 5 demand at each place, unlimited radius: 5 everywhere."""
    result = floating_catchment(np.full(9, 25.0), np.full(9, 5.0), np.zeros((9, 9)))
    assert result.access == pytest.approx(np.full(9, 5.0))


def test_radius_zones_and_idle_providers_by_hand():
    # Provider 0 reaches both places (200 people), provider 1 nobody.
    result = floating_catchment(
        np.array([10.0, 4.0]), np.array([100.0, 100.0]), np.array([[5.0, 99.0], [10.0, 99.0]]), radius=10
    )
    assert result.access == pytest.approx([0.05, 0.05])
    assert result.idle == (1,)
    assert np.isnan(result.ratio[1])
    # Zones: weight 1 up to 5, 0.5 up to 10. Demand of the provider: 100 + 50 = 150.
    zoned = floating_catchment(
        np.array([15.0]), np.array([100.0, 100.0]), np.array([[5.0], [10.0]]), weight=zones([5, 10], [1, 0.5])
    )
    assert zoned.access == pytest.approx([0.1, 0.05])


sizes = st.lists(st.floats(0.1, 1e4), min_size=1, max_size=5)


@given(sizes, sizes, st.data())
def test_what_is_supplied_is_what_is_accessible(supply, demand, data):
    flat = data.draw(st.lists(st.floats(0, 3), min_size=len(supply) * len(demand), max_size=len(supply) * len(demand)))
    distance = np.array(flat).reshape(len(demand), len(supply))
    result = floating_catchment(np.array(supply), np.array(demand), distance, radius=2, weight=gaussian(1.5))
    served = sum(s for j, s in enumerate(supply) if j not in result.idle)
    assert float(np.array(demand) @ result.access) == pytest.approx(served)
    # The slow reference, straight from the formula.
    for i in range(len(demand)):
        access = 0.0
        for j in range(len(supply)):
            near = [k for k in range(len(demand)) if distance[k, j] <= 2]
            total = sum(demand[k] * np.exp(-(distance[k, j] ** 2) / 4.5) for k in near)
            if distance[i, j] <= 2:
                access += supply[j] / total * np.exp(-(distance[i, j] ** 2) / 4.5)
        assert result.access[i] == pytest.approx(access)


def test_wrong_shapes_and_gaps_are_refused():
    with pytest.raises(DataError, match=r"shape \(1, 2\), needed is \(2, 1\)"):
        floating_catchment(np.ones(1), np.ones(2), np.ones((1, 2)))
    with pytest.raises(DataError, match="supply has a missing"):
        floating_catchment(np.array([np.nan]), np.ones(1), np.ones((1, 1)))


def feed(published):
    return published("gtfs", "sample_gtfs_feed", "stops.txt").parent


def test_calendar_exceptions_and_weekdays(published):
    def trips(day: dt.date) -> set[str]:
        return {trip for trip, _ in load_timetable(feed(published), day).trips}

    assert "b-downtown-on-weekends" in trips(dt.date(2019, 4, 6))
    assert "b-downtown-on-weekends" not in trips(MONDAY)
    assert "b-downtown-on-working-days" in trips(MONDAY)
    # 1 May 2019 is taken out of both daily services by calendar_dates.
    assert not any("working-days" in trip for trip in trips(dt.date(2019, 5, 1)))
    quiet = load_timetable(feed(published), dt.date(2030, 1, 1))
    assert quiet.connections == ()
    assert "No service runs on 2030-01-01" in quiet.findings[0]


def test_times_past_midnight_belong_to_the_night_after(published):
    """The trip of Saturday leaves at 25:58: on Sunday's timetable it is there at 1:58."""
    sunday = load_timetable(feed(published), dt.date(2019, 3, 31))
    arrivals = earliest_arrivals(sunday, "airport", seconds("01:30"))
    assert clock(arrivals.at("center")) == "02:03:00"
    saturday = load_timetable(feed(published), SATURDAY)
    assert clock(earliest_arrivals(saturday, "airport", seconds("25:30")).at("center")) == "26:03:00"


def test_frequencies_expand_into_departures(published):
    monday = load_timetable(feed(published), MONDAY)
    downtown = [c for c in monday.connections if monday.trips[c.trip][0] == "b-downtown-on-working-days"]
    leaves = sorted(clock(c.departure) for c in downtown if monday.stops[c.origin].id == "airport")
    # 8:00 to before 8:59 every 5 minutes; the written 13:14 is only the pattern.
    assert leaves[:2] == ["08:00:00", "08:05:00"]
    assert leaves[:12][-1] == "08:55:00"
    assert "13:14:00" not in leaves
    assert any("b-outbound-on-working-days" in finding and "approximate" in finding for finding in monday.findings)
    arrivals = earliest_arrivals(monday, "airport", seconds("08:01"))
    # Leaves 8:05, 16 minutes later in the centre (13:14 to 13:30).
    assert clock(arrivals.at("center")) == "08:21:00"
    (ride,) = arrivals.journey("center")
    assert (ride.route, ride.trip, clock(ride.departure)) == ("Babbage", "b-downtown-on-working-days", "08:05:00")


def test_boarding_and_alighting_only_where_the_feed_allows_it(published):
    """On weekends nobody may board at the lake towards the centre, nor get off there on the way back."""
    sunday, monday = (load_timetable(feed(published), day) for day in (dt.date(2019, 4, 7), MONDAY))
    assert earliest_arrivals(sunday, "airport", seconds("13:00")).at("lake") == seconds("13:22")
    # Not 13:30 with the bus that passes, but back by way of the airport.
    assert earliest_arrivals(sunday, "lake", seconds("13:00")).at("center") == seconds("19:50")
    assert earliest_arrivals(monday, "lake", seconds("08:00")).at("center") is not None
    assert earliest_arrivals(sunday, "center", seconds("18:00")).at("lake") is None
    assert earliest_arrivals(monday, "center", seconds("15:00")).at("lake") is not None


def test_platforms_of_a_station_are_connected(published):
    monday = load_timetable(feed(published), MONDAY)
    arrivals = earliest_arrivals(monday, "center", seconds("17:00"))
    # Arrives at the parent station "airport" at 17:25 and walks to platform 1.
    assert clock(arrivals.at("airport")) == "17:25:00"
    last = arrivals.journey("airport-1")[-1]
    assert (last.origin, last.target, last.route) == ("airport", "airport-1", "")


def test_on_demand_windows_carry_their_booking_rules(published):
    rural = load_timetable(published("gtfs", "rufbus_gtfs_flex", "stops.txt").parent, dt.date(2023, 4, 5))
    services = rural.on_call("de:12073:900340004::1", seconds("18:00"))
    assert {s.trip for s in services} == {"flex-476-weekdays", "flex-477-weekdays", "flex-478-weekdays"}
    service = next(s for s in services if s.route == "476")
    assert clock(service.start) == "17:30:00"
    assert service.phone == "+49 3332 442 755"
    assert service.notice_minutes == 60
    assert rural.on_call("de:12073:900340004::1", seconds("12:00")) == []
    # Good Friday runs as a weekend: exceptions of both services.
    holiday = load_timetable(published("gtfs", "rufbus_gtfs_flex", "stops.txt").parent, dt.date(2023, 4, 7))
    assert "flex-476-weekends" in {s.trip for s in holiday.on_call("de:12073:900340004::1", seconds("12:00"))}


def small_feed(folder, **files: str):
    texts = {
        "stops": "stop_id,stop_name,stop_lat,stop_lon\na,A,51.5,7.5\nb,B,51.6,7.5\nc,C,51.7,7.5\nd,D,51.7,7.503\n",
        "routes": "route_id,route_short_name\nr,R1\n",
        "trips": "route_id,service_id,trip_id\nr,s,t1\nr,s,t2\n",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "s,1,1,1,1,1,1,1,20240101,20241231\n",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,08:00:00,08:00:00,a,1\nt1,,,b,2\nt1,08:20:00,08:20:00,c,3\n"
        "t2,08:12:00,08:12:00,b,1\nt2,08:15:00,08:15:00,c,2\n",
        **files,
    }
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def test_missing_times_changes_and_walks(tmp_path):
    day = dt.date(2024, 12, 3)
    table = load_timetable(small_feed(tmp_path / "g"), day, walk=WalkRules(change_seconds=120))
    arrivals = earliest_arrivals(table, "a", seconds("08:00"))
    assert clock(arrivals.at("b")) == "08:10:00"  # interpolated
    assert clock(arrivals.at("c")) == "08:15:00"  # two minutes are enough to change
    assert [leg.trip for leg in arrivals.journey("c")] == ["t1", "t2"]
    # C to D: 207 m in a straight line x 1.3 / 1.2 m/s = 225 s.
    assert arrivals.at("d") - arrivals.at("c") == pytest.approx(225, abs=2)
    slow = load_timetable(tmp_path / "g", day, walk=WalkRules(change_seconds=121))
    assert clock(earliest_arrivals(slow, "a", seconds("08:00")).at("c")) == "08:20:00"
    assert earliest_arrivals(slow, "a", seconds("08:00:01")).at("c") is None
    assert table.near(7.5, 51.5001) == [(0, 13)]
    assert travel_times(table, ["a"], [seconds("07:50"), seconds("07:55")])["a", "b"] == 15


def test_zip_equals_folder(tmp_path):
    folder = small_feed(tmp_path / "g")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"feed/{file.name}")
    day = dt.date(2024, 12, 3)
    assert load_timetable(tmp_path / "g.zip", day).connections == load_timetable(folder, day).connections


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "stop_times",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,8 Uhr,08:00:00,a,1\n",
            r"g/stop_times\.txt, row 2, column 'arrival_time': '8 Uhr' is not a time",
        ),
        (
            "stop_times",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,x,1\n",
            "there is no stop 'x'",
        ),
        (
            "stop_times",
            (
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                "t1,23:50:00,23:50:00,a,1\nt1,00:10:00,00:10:00,b,2\n"
            ),
            "runs backwards in time",
        ),
        ("trips", "route_id,service_id,trip_id\nq,s,t1\n", "there is no route 'q'"),
        (
            "stop_times",
            (
                "trip_id,stop_sequence,stop_id,start_pickup_drop_off_window,end_pickup_drop_off_window\n"
                "t1,1,a,08:00:00,noon\n"
            ),
            "the window of trip 't1' has the time 'noon'",
        ),
    ],
)
def test_a_faulty_feed_is_refused(tmp_path, name, text, fault):
    with pytest.raises(DataError, match=fault):
        load_timetable(small_feed(tmp_path / "g", **{name: text}), dt.date(2024, 12, 3))


def by_relaxation(table: Timetable, start: int, departure: int) -> list[float]:
    """The slow reference: repeat every rule until nothing gets earlier."""
    change = table.walk.change_seconds
    times = [np.inf] * len(table.stops)
    ready = [np.inf] * len(table.stops)
    on_board: set[int] = set()
    times[start] = ready[start] = departure
    for path in table.footpaths[start]:
        times[path.target] = ready[path.target] = departure + path.seconds
    changed = True
    while changed:
        changed = False
        for number, c in enumerate(table.connections):
            before = number in on_board
            earlier = any(k in on_board and table.connections[k].trip == c.trip and k < number for k in range(number))
            if not before and (earlier or (c.departure >= departure and c.boarding and ready[c.origin] <= c.departure)):
                on_board.add(number)
                changed = True
            if number not in on_board or not c.alighting:
                continue
            reach = [(c.target, c.arrival, c.arrival + change)]
            reach += [
                (p.target, c.arrival + p.seconds, c.arrival + max(p.seconds, change)) for p in table.footpaths[c.target]
            ]
            for stop, arrival, boardable in reach:
                if arrival < times[stop] or boardable < ready[stop]:
                    times[stop], ready[stop] = min(times[stop], arrival), min(ready[stop], boardable)
                    changed = True
    return times


@st.composite
def timetables(draw) -> Timetable:
    count = draw(st.integers(2, 5))
    connections: list[Connection] = []
    trips = draw(st.integers(1, 5))
    for trip in range(trips):
        time, stop = draw(st.integers(0, 30)), draw(st.integers(0, count - 1))
        for _ in range(draw(st.integers(1, 4))):
            target = draw(st.integers(0, count - 1))
            ride = draw(st.integers(1, 10))
            connections.append(
                Connection(time, time + ride, stop, target, trip, draw(st.booleans()), draw(st.booleans()))
            )
            time, stop = time + ride + draw(st.integers(0, 3)), target
    connections.sort(key=lambda c: c.departure)
    pairs = draw(
        st.dictionaries(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), st.integers(1, 8), max_size=4)
    )
    footpaths = tuple(
        tuple(Footpath(b, walk) for (a, b), walk in sorted(pairs.items()) if a == i and b != i) for i in range(count)
    )
    stops = tuple(Stop(str(i), str(i), 0, 0) for i in range(count))
    return Timetable(
        MONDAY,
        stops,
        {str(i): i for i in range(count)},
        tuple(connections),
        tuple((str(i), str(i)) for i in range(trips)),
        footpaths,
        (),
        WalkRules(change_seconds=draw(st.integers(0, 4))),
    )


@settings(max_examples=200)
@given(timetables(), st.integers(0, 20))
def test_the_scan_equals_patient_relaxation(table, departure):
    arrivals = earliest_arrivals(table, "0", departure)
    expected = by_relaxation(table, 0, departure)
    assert [arrivals.at(stop.id) for stop in table.stops] == [None if t == np.inf else t for t in expected]
    for stop in table.stops:
        legs = arrivals.journey(stop.id)
        if legs:
            assert legs[0].origin == "0"
            assert legs[-1].arrival == arrivals.at(stop.id)
            assert all(a.target == b.origin and a.arrival <= b.departure for a, b in pairwise(legs))


def test_commands(tmp_path):
    folder, out = small_feed(tmp_path / "g"), tmp_path / "out.csv"
    call = ["reach", "timetable", str(folder), "--day", "2024-12-03", "--from", "a", "--at", "08:00", "-o", str(out)]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    rows = {row["stop"]: row for row in csv.DictReader(out.read_text().splitlines())}
    assert (rows["c"]["arrival"], rows["c"]["minutes"], rows["c"]["rides"]) == ("08:20:00", "20.0", "R1")
    assert CliRunner().invoke(main, [*call[:6], "nowhere", *call[7:]]).exit_code == 2

    (tmp_path / "demand.csv").write_text("id,longitude,latitude,quantity\nx,0,0,100\ny,0,0,100\nz,0,0,100\n")
    (tmp_path / "supply.csv").write_text("id,longitude,latitude,quantity\np,0,0,10\nq,0,0,10\n")
    (tmp_path / "d.csv").write_text("from,to,distance\nx,p,0\nx,q,2\ny,p,1\ny,q,1\nz,p,2\nz,q,0\n")
    result = CliRunner().invoke(
        main,
        [
            *("reach", "catchment", str(tmp_path / "demand.csv"), str(tmp_path / "supply.csv"), "--sigma", "1"),
            *("--distances", str(tmp_path / "d.csv"), "-o", str(out)),
        ],
    )
    assert result.exit_code == 0, result.output
    access = [round(float(row["access"]), 6) for row in csv.DictReader(out.read_text().splitlines())]
    assert access == [0.065179, 0.069641, 0.065179]
    (tmp_path / "d.csv").write_text("from,to,distance\nx,p,0\nw,q,2\n")
    call = ["reach", "catchment", str(tmp_path / "demand.csv"), str(tmp_path / "supply.csv"), "-o", str(out)]
    failed = CliRunner().invoke(main, [*call, "--distances", str(tmp_path / "d.csv")])
    assert failed.exit_code == 2
    assert "d.csv, row 3, column 'from': there is no 'w'" in failed.output
    assert CliRunner().invoke(main, [*call, "--radius", "3000"]).exit_code == 0
    (tmp_path / "supply.csv").write_text("id,longitude,latitude,quantity\np,0,,10\n")
    gap = CliRunner().invoke(main, call)
    assert "supply.csv, row 2, column 'latitude': the cell is empty" in gap.output


def test_what_is_no_feed_is_refused(tmp_path):
    day = dt.date(2024, 12, 3)
    (tmp_path / "feed.zip").write_text("no zip")
    with pytest.raises(DataError, match="neither a folder nor a zip"):
        load_timetable(tmp_path / "feed.zip", day)
    with pytest.raises(DataError, match="no such timetable"):
        load_timetable(tmp_path / "nothing", day)
    folder = small_feed(tmp_path / "g", stops="stop_id,stop_name\na,A\n")
    with pytest.raises(DataError, match=r"g/stops\.txt, column 'stop_lat': there is no such column"):
        load_timetable(folder, day)
    (folder / "stops.txt").unlink()
    with pytest.raises(DataError, match=r"stops\.txt is missing"):
        load_timetable(folder, day)


def test_a_place_on_the_map_is_a_start_too(tmp_path):
    folder, out = small_feed(tmp_path / "g"), tmp_path / "out.csv"
    call = ["reach", "timetable", str(folder), "--day", "2024-12-03", "--at", "07:59", "-o", str(out), "--from"]
    assert CliRunner().invoke(main, [*call, "7.5,51.5"]).exit_code == 0
    rows = {row["stop"]: row for row in csv.DictReader(out.read_text().splitlines())}
    assert rows["c"]["arrival"] == "08:20:00"
    far = CliRunner().invoke(main, [*call, "8.5,51.5"])
    assert far.exit_code == 2
    assert "no stop is in walking distance" in far.output
