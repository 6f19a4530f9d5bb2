"""The spec of an interpolation; see ``smallarea interpolate --help``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smallarea.geo.crosswalk import (
    Carried,
    ControlPoint,
    Crosswalk,
    area_crosswalk,
    control_crosswalk,
    read_crosswalk,
)
from smallarea.geo.polygons import PolygonSet, read_polygons
from smallarea.tables import read_table
from smallarea.tomlfile import Section, load_toml


@dataclass(frozen=True, slots=True)
class Interpolation:
    """The result of a spec: carried counts and rates by new area, the weights, and what was found."""

    key: str
    crosswalk: Crosswalk
    carried: dict[str, Carried]
    rates: dict[str, dict[str, float | None]]
    findings: tuple[str, ...]

    def header(self) -> list[str]:
        """Column names of `rows`."""
        return [self.key, *self.carried, *self.rates]

    def rows(self) -> list[list[object]]:
        """One row per new area."""
        return [
            [
                target,
                *(carried.values[target] for carried in self.carried.values()),
                *(rate[target] for rate in self.rates.values()),
            ]
            for target in self.crosswalk.targets
        ]


def run_interpolation_spec(path: str | Path) -> Interpolation:
    """Read a spec and carry the counts; paths in it are relative to its folder."""
    folder = Path(path).parent
    top = Section(load_toml(path), file=path)
    table = read_table(folder / top.get("data", str))
    key, names = top.get("key", str), top.strings("counts")
    if not names:
        raise top.error("counts", "it is missing.", "name the columns with counts.")
    crosswalk, findings = _crosswalk(top, folder)
    areas = table.keys(key)
    columns = {name: dict(zip(areas, table.numbers(name, required=True).tolist(), strict=True)) for name in names}
    rates: dict[str, dict[str, float | None]] = {}
    for entry in top.sections("rates"):
        name, multiplier = entry.get("name", str), entry.get("multiplier", float, 100.0)
        numerator = entry.get("numerator", str, choices=names)
        denominator = entry.get("denominator", str, choices=names)
        entry.finish()
        rates[name] = crosswalk.ratio(columns[numerator], columns[denominator], multiplier)
    top.finish()
    carried = {name: crosswalk.carry(column) for name, column in columns.items()}
    unknown = sorted({area for result in carried.values() for area in result.unknown})
    findings += [f"Area '{area}' has counts and no polygon or weight; it is in no new area." for area in unknown]
    findings += [f"Area '{old}' has no count." for old in crosswalk.weights if old not in set(areas)]
    return Interpolation(key, crosswalk, carried, rates, tuple(findings))


def _crosswalk(top: Section, folder: Path) -> tuple[Crosswalk, list[str]]:
    if top.has("crosswalk"):
        return read_crosswalk(folder / top.get("crosswalk", str)), []
    old, new = _polygons(top.section("from"), folder), _polygons(top.section("to"), folder)
    findings = [*old.findings, *new.findings]
    if not top.has("control"):
        return area_crosswalk(old, new), findings
    section = top.section("control")
    control = read_table(folder / section.get("data", str))
    longitude = control.numbers(section.get("longitude", str, "longitude"), required=True).tolist()
    latitude = control.numbers(section.get("latitude", str, "latitude"), required=True).tolist()
    name = section.optional("quantity", str)
    quantity = control.numbers(name, required=True).tolist() if name else [1.0] * len(control)
    section.finish()
    points = [ControlPoint(*values) for values in zip(longitude, latitude, quantity, strict=True)]
    crosswalk = control_crosswalk(old, new, points)
    findings += [
        f"Area '{area}' has no control quantity; its area is used."
        for area, how in crosswalk.method.items()
        if how == "area"
    ]
    return crosswalk, findings


def _polygons(section: Section, folder: Path) -> PolygonSet:
    polygons = read_polygons(folder / section.get("polygons", str), section.get("key", str))
    section.finish()
    return polygons
