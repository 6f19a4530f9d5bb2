"""Time, memory and correctness of indicators, of a whole state out of core, of households and timetables.

    ./bench indicators            middle sizes, about a minute
    ./bench indicators --quick    smallest sizes, some seconds
    ./bench indicators --full     400,000 persons x 12 quarters, a whole state, 400,000 register rows

Every measurement runs in a process of its own, so that peak memory is its own. All data are generated
and seeded. Plain pandas (extra 'bench') and local Spark through Ibis (extra 'cluster') run beside it where
they are installed, and must give equal results. Ends with 1 when a result is wrong or a target is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

# Persons of the county and quarters; persons of the state runs and quarters; rows of the register.
SIZES = {
    "quick": (10_000, 8, (100_000, 200_000), 4, 10_000),
    "default": (100_000, 12, (250_000, 500_000, 1_000_000), 4, 100_000),
    "full": (400_000, 12, (4_500_000, 9_000_000, 18_000_000), 4, 400_000),
}
TARGET_SECONDS = 5.0
LINEAR = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--memory-limit", default="2GB", help="of DuckDB in the state runs")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(CHILDREN[options.child[0]](*options.child[1:])))
        return 0
    size = "full" if options.full else "quick" if options.quick else "default"
    persons, quarters, states, state_quarters, rows = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="smallarea-bench-") as folder:
        good = county(Path(folder), persons, quarters)
        good = state(Path(folder), states, state_quarters, options.memory_limit) and good
    good = households(rows) and good
    timetable(rows)
    print("\nAll results equal, all targets met." if good else "\nSOMETHING IS WRONG: see above.")
    return 0 if good else 1


def measure(*arguments: object) -> dict[str, Any]:
    """Run one measurement in a child process and return what it prints."""
    command = [sys.executable, __file__, "--child", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def county(folder: Path, persons: int, quarters: int) -> bool:
    print(
        f"32 indicators, {persons:,} persons x {quarters} quarters = {persons * quarters:,} rows, 110 areas, the total"
    )
    target = folder / "county"
    measure("generate", target, persons, quarters)
    ours = measure("smallarea", target, "none")
    line("smallarea (DuckDB)", ours)
    good = ours["seconds"] < TARGET_SECONDS
    print(f"  target under {TARGET_SECONDS:.0f} s: {'met' if good else 'MISSED'}")
    for name, kind, modules in (
        ("plain pandas", "pandas", ("pandas", "pyarrow")),
        ("local Spark through Ibis", "spark", ("ibis", "pyspark")),
    ):
        if not all(map(importlib.util.find_spec, modules)):
            print(f"  {name}: not installed")
            continue
        theirs = measure(kind, target)
        line(name, theirs)
        equal = ours["digest"] == theirs["digest"]
        factor = theirs["seconds"] / ours["seconds"]
        print(f"  {'equal' if equal else 'DIFFERENT'} results; {factor:.1f} x the time of smallarea")
        good = good and equal
    shutil.rmtree(target)
    return good


def state(folder: Path, sizes: tuple[int, ...], quarters: int, memory_limit: str) -> bool:
    print(f"\nOut of core: all 32 indicators of a whole state, {quarters} quarters, DuckDB limited to {memory_limit}")
    per_row = []
    for persons in sizes:
        measure("generate", folder / "state", persons, quarters)
        found = measure("smallarea", folder / "state", memory_limit)
        shutil.rmtree(folder / "state")
        per_row.append(found["cpu"] / (persons * quarters))
        line(f"{persons:,} persons", found, f"   {1e6 * per_row[-1]:.2f} s of CPU per million rows")
    # CPU time, so that other work on the machine does not count.
    growth = per_row[-1] / per_row[0]
    print(f"  CPU per row, largest against smallest: {growth:.2f} (1 = linear)")
    return growth < LINEAR


def households(rows: int) -> bool:
    print(f"\nHouseholds from {rows:,} generated register rows with known truth")
    found = measure("households", rows)
    line("derivation", found)
    print(
        f"  pairs living together: precision {found['precision']:.4f}, recall {found['recall']:.4f};"
        f" true households found whole: {found['exact']:.4f}"
    )
    for level, (precision, recall) in found["without"].items():
        print(f"    without '{level}': precision {precision:.4f}, recall {recall:.4f}")
    print(f"  identities broken: {', '.join(found['broken']) or 'none'}")
    return not found["broken"] and found["precision"] > 0.99


def timetable(size: int) -> None:
    found = measure("timetable", size)
    print(f"\nTimetable of a county day: {found['connections']:,} connections, {found['stops']:,} stops")
    line("one start to all stops", found, f"   {found['reached']:,} reached")


def line(name: str, found: dict[str, Any], more: str = "") -> None:
    print(f"  {name:<26} {found['seconds']:8.2f} s   {found['megabytes']:7,.0f} MB peak{more}")


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def digest(values: dict[str, tuple[Any, Any]]) -> str:
    """A fingerprint of all numerators and denominators (rounded to the ninth decimal, gaps included)."""
    import numpy as np

    sides = ((name, side) for name in sorted(values) for side in values[name])
    text = "".join(f"{name}:{np.round(np.nan_to_num(side, nan=-1.0), 9).tolist()}" for name, side in sides)
    return hashlib.sha256(text.encode()).hexdigest()


def child_generate(folder: str, persons: str, quarters: str) -> dict[str, Any]:
    from smallarea.synthetic import write_tables

    started = time.perf_counter()
    write_tables(folder, persons=int(persons), quarters=int(quarters), memory_limit="4GB")
    return {"seconds": time.perf_counter() - started, "megabytes": peak_megabytes()}


def child_smallarea(folder: str, memory_limit: str) -> dict[str, Any]:
    return _compute(Path(folder), "" if memory_limit == "none" else memory_limit, None)


def child_spark(folder: str) -> dict[str, Any]:
    import ibis
    from pyspark.sql import SparkSession

    from smallarea.indicators.cluster import IbisBackend

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    return _compute(Path(folder), "", IbisBackend(ibis.pyspark.connect(session)))


def _compute(folder: Path, memory_limit: str, backend: Any) -> dict[str, Any]:
    from smallarea.areas import read_hierarchy
    from smallarea.indicators import Source, compute_indicators, load_catalogue

    started, used = time.perf_counter(), time.process_time()
    sources = {path.stem: Source(path) for path in folder.glob("*.parquet")}
    hierarchy = read_hierarchy(folder / "areas.csv")
    result = compute_indicators(load_catalogue(), sources, hierarchy, backend=backend, memory_limit=memory_limit)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    values = {series.indicator.id: (series.numerator, series.denominator) for series in result.series}
    return {"seconds": seconds, "cpu": cpu, "megabytes": peak_megabytes(), "digest": digest(values)}


def child_pandas(folder: str) -> dict[str, Any]:
    import _indicators_pandas as peer
    from smallarea.areas import read_hierarchy
    from smallarea.indicators import load_catalogue

    started = time.perf_counter()
    areas = list(read_hierarchy(Path(folder) / "areas.csv").index().ids)
    values = peer.compute(load_catalogue(), Path(folder), areas, peer.periods_of(Path(folder)))
    return {"seconds": time.perf_counter() - started, "megabytes": peak_megabytes(), "digest": digest(values)}


def child_households(rows: str) -> dict[str, Any]:
    from dataclasses import replace

    from smallarea.households import compare_with_truth, count_households, derive_register, load_rules
    from smallarea.synthetic import make_register

    register = list(make_register(int(rows)))
    truth = {row.resident.id: row.household for row in register if row.household}
    rules = load_rules()
    started = time.perf_counter()
    found = list(derive_register((row.resident for row in register), rules))
    tables = count_households(found, rules)
    seconds = time.perf_counter() - started
    quality = compare_with_truth(found, truth)
    without = {}
    for level in ("pointers", "name_and_move_in", "parent_and_child", "partners"):
        changed = replace(rules, **{level: False})
        other = compare_with_truth(derive_register((row.resident for row in register), changed), truth)
        without[level] = (other.precision, other.recall)
    return {
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "precision": quality.precision,
        "recall": quality.recall,
        "exact": quality.exact,
        "without": without,
        "broken": sorted({name for counts in tables.values() for name in counts.broken_identities()}),
    }


def child_timetable(size: str) -> dict[str, Any]:
    """A grid of bus lines that run both ways all day; about ``size`` / 4 connections, at most 100,000."""
    import datetime as dt

    from smallarea.reach import Connection, Stop, Timetable, WalkRules, earliest_arrivals
    from smallarea.reach.timetable import build_footpaths

    side = 40
    stops = [Stop(f"{x}-{y}", "", 51.5 + y * 0.008, 7.5 + x * 0.012) for y in range(side) for x in range(side)]
    lines = [[y * side + x for x in range(side)] for y in range(side)]
    lines += [[y * side + x for y in range(side)] for x in range(side)]
    runs = max(1, min(100_000, int(size) // 4) // (2 * len(lines) * (side - 1)))
    connections, trips = [], []
    for number, route in enumerate(lines):
        for way in (route, route[::-1]):
            for run in range(runs):
                time_of_day = 5 * 3600 + number * 47 % 1800 + run * 57_600 // runs
                for a, b in pairwise(way):
                    connections.append(Connection(time_of_day, time_of_day + 100, a, b, len(trips), True, True))
                    time_of_day += 120
                trips.append((f"t{len(trips)}", str(number)))
    connections.sort(key=lambda connection: connection.departure)
    walk, position = WalkRules(), {stop.id: i for i, stop in enumerate(stops)}
    paths = build_footpaths(stops, walk, {})
    day = dt.date(2024, 12, 3)
    table = Timetable(day, tuple(stops), position, tuple(connections), tuple(trips), paths, (), walk)
    started = time.perf_counter()
    arrivals = earliest_arrivals(table, "0-0", 5 * 3600)
    return {
        "seconds": time.perf_counter() - started,
        "megabytes": peak_megabytes(),
        "connections": len(connections),
        "stops": len(stops),
        "reached": sum(arrivals.at(stop.id) is not None for stop in stops),
    }


CHILDREN = {
    "timetable": child_timetable,
    "generate": child_generate,
    "smallarea": child_smallarea,
    "pandas": child_pandas,
    "spark": child_spark,
    "households": child_households,
}

if __name__ == "__main__":
    sys.exit(main())
