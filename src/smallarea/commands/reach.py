"""``smallarea reach``: earliest arrivals over a timetable, and floating catchment areas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from smallarea.reach import Timetable
    from smallarea.tables import Floats, Table

TIMETABLE_EPILOG = """\b
Example:
  smallarea reach timetable gtfs.zip --day 2024-12-03 --from 8010406 --at 08:00 --at 17:00 -o arrivals.csv
"""
CATCHMENT_EPILOG = """\b
Example:
  smallarea reach catchment blocks.csv practices.csv --radius 3000 --sigma 1000 -o access.csv

\b
Both files need the columns id, longitude, latitude and quantity. Instead of great circles x 1.3 a file
with from, to and distance (or minutes) may be given with --distances; pairs that are not in it are
out of reach.
"""


@click.group("reach")
def command() -> None:
    """Reachability: earliest arrivals over a timetable, or floating catchment areas."""


@command.command("timetable", epilog=TIMETABLE_EPILOG)
@click.argument("gtfs", type=click.Path(path_type=Path))
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Day of travel.")
@click.option("--from", "start", required=True, help='A stop_id, or a place as "longitude,latitude".')
@click.option("--at", "departures", multiple=True, default=("08:00",), show_default=True, help="Time to leave.")
@click.option("--change", default=5, show_default=True, help="Minutes needed to change.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
def timetable(gtfs: Path, day: object, start: str, departures: tuple[str, ...], change: int, output: Path) -> None:
    """Earliest arrivals at every stop of the timetable GTFS (folder or zip).

    Writes stop, name, departure, arrival, minutes and the rides of the journey; on-demand services
    that run at the stop at the time of departure stand in the last column.
    """
    import datetime as dt

    from smallarea.errors import DataError
    from smallarea.reach import WalkRules, clock, earliest_arrivals, load_timetable, seconds
    from smallarea.tables import write_table

    assert isinstance(day, dt.datetime)  # noqa: S101 - click has parsed it
    table = load_timetable(gtfs, day.date(), walk=WalkRules(change_seconds=change * 60))
    rows = []
    for text in departures:
        try:
            leave = seconds(text)
        except ValueError:
            raise DataError(f"'{text}' is not a time.", cure="write 08:00.") from None
        arrivals = earliest_arrivals(table, _origin(table, start), leave)
        for stop in table.stops:
            arrival = arrivals.at(stop.id)
            rides = " > ".join(leg.route for leg in arrivals.journey(stop.id) if leg.route)
            on_call = "; ".join(sorted({service.route for service in table.on_call(stop.id, leave)}))
            minutes = None if arrival is None else (arrival - leave) / 60
            reached_at = None if arrival is None else clock(arrival)
            rows.append((stop.id, stop.name, clock(leave), reached_at, minutes, rides, on_call))
    write_table(output, ("stop", "name", "departure", "arrival", "minutes", "rides", "on_call"), rows)
    for finding in table.findings:
        click.echo(f"Warning: {finding}", err=True)
    reached = sum(row[3] is not None for row in rows)
    click.echo(f"{output}: {reached} of {len(rows)} stops reached, {len(table.connections):,} connections scanned.")


def _origin(table: Timetable, start: str) -> str | dict[str, int]:
    """A stop, or the stops in walking distance of a place written as longitude,latitude."""
    from smallarea.errors import DataError

    place = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", start)
    if place is None:
        return start
    near = table.near(float(place[1]), float(place[2]))
    if not near:
        raise DataError(f"no stop is in walking distance of {start}.", cure="name a stop_id.")
    return {table.stops[position].id: walk for position, walk in near}


@command.command("catchment", epilog=CATCHMENT_EPILOG)
@click.argument("demand", type=click.Path(path_type=Path))
@click.argument("supply", type=click.Path(path_type=Path))
@click.option("--radius", type=float, default=float("inf"), help="Largest distance that counts.")
@click.option("--sigma", type=float, help="Gaussian weights with this sigma; without it every place counts fully.")
@click.option("--distances", type=click.Path(path_type=Path), help="CSV with from, to, distance.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
def catchment(
    demand: Path, supply: Path, radius: float, sigma: float | None, distances: Path | None, output: Path
) -> None:
    """Supply per demand in reach (2SFCA): who has how much of SUPPLY within reach of DEMAND."""
    from smallarea.reach import floating_catchment, gaussian, walking_distances
    from smallarea.tables import read_table, write_table

    places, providers = read_table(demand), read_table(supply)
    ids, provider_ids = places.keys("id"), providers.keys("id")
    if distances is None:
        matrix = walking_distances(_coordinates(places), _coordinates(providers))
    else:
        matrix = _given_distances(read_table(distances), ids, provider_ids)
    quantity = places.numbers("quantity")
    result = floating_catchment(
        providers.numbers("quantity"),
        quantity,
        matrix,
        radius=radius,
        weight=None if sigma is None else gaussian(sigma),
    )
    write_table(output, ("id", "quantity", "access"), zip(ids, quantity, result.access, strict=True))
    for position in result.idle:
        click.echo(f"Warning: nobody is in reach of provider '{provider_ids[position]}'.", err=True)
    click.echo(f"{output}: {len(ids)} places, {len(provider_ids)} providers.")


def _coordinates(table: Table) -> list[tuple[float, float]]:
    columns = [table.numbers(name, required=True).tolist() for name in ("longitude", "latitude")]
    return list(zip(*columns, strict=True))


def _given_distances(table: Table, ids: list[str], provider_ids: list[str]) -> Floats:
    """The distances of a file as a matrix; a pair that is not in it is out of reach, an unknown id an error."""
    import numpy as np

    from smallarea.errors import DataError

    row, column = ({key: i for i, key in enumerate(keys)} for keys in (ids, provider_ids))
    matrix = np.full((len(ids), len(provider_ids)), np.inf)
    values = table.numbers("distance", required=True)
    for origin, target, value, line in zip(table.texts("from"), table.texts("to"), values, table.lines, strict=True):
        if origin not in row or target not in column:
            name, unknown = ("from", origin) if origin not in row else ("to", target)
            cure = "'from' holds ids of the demand, 'to' ids of the supply."
            raise DataError(f"there is no '{unknown}'.", file=table.file, row=line, column=name, cure=cure)
        matrix[row[origin], column[target]] = value
    return matrix
