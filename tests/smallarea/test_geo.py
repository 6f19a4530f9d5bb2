"""Crosswalks, interpolation, boundary change, points in polygons, segregation."""

from __future__ import annotations

import csv
import json

import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smallarea.cli import main
from smallarea.errors import DataError
from smallarea.geo import (
    ControlPoint,
    PolygonSet,
    area_crosswalk,
    boundary_changes,
    control_crosswalk,
    dissimilarity,
    distance_m,
    locate,
    misplaced,
    polygon_set,
    read_crosswalk,
    read_polygons,
)


def boxes(**corners: tuple[float, float, float, float]) -> PolygonSet:
    """Rectangles near the equator, where a degree is the same length both ways."""
    return polygon_set((key, shapely.box(*box)) for key, box in corners.items())


OLD = boxes(a=(0.0, -0.01, 0.02, 0.01), b=(0.02, -0.01, 0.04, 0.01))
NEW = boxes(x=(0.0, -0.01, 0.01, 0.01), y=(0.01, -0.01, 0.03, 0.01), z=(0.03, -0.01, 0.035, 0.01))


def test_areal_weights_carry_counts_and_name_what_lies_outside():
    crosswalk = area_crosswalk(OLD, NEW)
    assert crosswalk.weights["a"] == pytest.approx({"x": 0.5, "y": 0.5}, abs=1e-6)
    assert crosswalk.weights["b"] == pytest.approx({"y": 0.5, "z": 0.25}, abs=1e-6)
    carried = crosswalk.carry({"a": 100, "b": 40, "nowhere": 7})
    assert carried.values == pytest.approx({"x": 50, "y": 70, "z": 10}, abs=1e-3)
    assert carried.outside == pytest.approx(10, abs=1e-3)
    assert carried.unknown == {"nowhere": 7.0}


def test_a_rate_is_divided_after_carrying_never_before():
    """a: 50 of 100; b: 2 of 200. The new area y gets half of each: 26 of 150, not the mean of 50 % and 1 %."""
    rate = area_crosswalk(OLD, NEW).ratio({"a": 50, "b": 2}, {"a": 100, "b": 200}, 100)
    assert rate["y"] == pytest.approx(100 * 26 / 150, abs=1e-3)


def test_residents_as_control_beat_the_area():
    points = [ControlPoint(0.005, 0, 90), ControlPoint(0.015, 0, 10), ControlPoint(0.5, 0.5, 5)]
    crosswalk = control_crosswalk(OLD, NEW, points)
    assert crosswalk.weights["a"] == {"x": 0.9, "y": 0.1}
    assert crosswalk.method == {"a": "control", "b": "area"}
    blocks = boxes(k=(0.0, -0.01, 0.01, 0.01), m=(0.01, -0.01, 0.02, 0.01))
    by_block = control_crosswalk(OLD, NEW, (blocks, {"k": 30, "m": 70}))
    assert by_block.weights["a"] == pytest.approx({"x": 0.3, "y": 0.7}, abs=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=2), st.floats(0.001, 0.039))
def test_mass_is_kept(counts, cut):
    new = boxes(left=(-0.01, -0.02, cut, 0.02), right=(cut, -0.02, 0.05, 0.02))
    carried = area_crosswalk(OLD, new).carry(dict(zip("ab", counts, strict=True)))
    assert sum(carried.values.values()) == pytest.approx(sum(counts), rel=1e-9, abs=1e-9)
    # The reference: rectangles, so every weight is a quotient of lengths.
    expected = counts[0] * min(1, cut / 0.02) + counts[1] * max(0, (cut - 0.02) / 0.02)
    assert carried.values["left"] == pytest.approx(expected, rel=1e-5, abs=1e-3)


def test_berlin_areas_carried_to_district_regions_meet_the_published_counts(published):
    """Old polygons to the unions of the same polygons: area weights must reproduce the published level."""
    polygons = read_polygons(published("berlin_lor_geo", "planungsraeume_bis_2020.geojson"), "id")
    assert len(polygons) == 447
    assert "Area '06010102' has 2 parts; joined." in polygons.findings
    regions = polygons.merged({key: key[:6] for key in polygons.keys})

    def counts(level: str) -> dict[str, float]:
        with published("berlin_lor_population", f"2020-02-t1-{level}.csv").open(encoding="utf-8-sig") as stream:
            return {row["id"]: float(row["inhabitants"]) for row in csv.DictReader(stream)}

    carried = area_crosswalk(polygons, regions).carry(counts("planning-areas"))
    # 10,786 persons have the key 04030417, for which there is no polygon: in the total, in no area.
    assert carried.unknown == {"04030417": 10_786.0}
    assert sum(carried.values.values()) + carried.outside + 10_786 == pytest.approx(3_769_962, rel=1e-9)
    for region, expected in counts("district-regions").items():
        if region != "040304":
            assert carried.values[region] == pytest.approx(expected, rel=5e-3), region


def test_boundary_changes_are_named():
    old = boxes(a=(0, 0, 1, 1), b=(1, 0, 2, 1), c=(2, 0, 3, 1), d=(3, 0, 4, 1), e=(5, 0, 6, 1), f=(7, 0, 8, 1))
    new = boxes(a=(0, 0, 1, 1), p=(1, 0, 1.5, 1), q=(1.5, 0, 2, 1), r=(2, 0, 4, 1), g=(5, 0, 6.005, 1), n=(9, 0, 10, 1))
    found = {(change.kind, change.old, change.new) for change in boundary_changes(old, new)}
    assert found == {
        ("same", ("a",), ("a",)),
        ("split", ("b",), ("p", "q")),
        ("merged", ("c", "d"), ("r",)),
        ("renamed", ("e",), ("g",)),
        ("gone", ("f",), ()),
        ("added", (), ("n",)),
    }


def test_points_are_located_and_misplaced_ones_named():
    assert locate([(0.01, 0), (0.02, 0), (0.03, 0), (9, 9)], OLD) == ["a", "a", "b", None]
    found = misplaced([(0.01, 0), (0.03, 0), (1.0, 0.0)], ["a", "a", "unknown"], OLD)
    assert [(m.position, m.claimed, m.found) for m in found] == [(1, "a", "b"), (2, "unknown", None)]
    assert found[0].distance_m == pytest.approx(1112, abs=1)
    assert found[1].distance_m is None
    # Unna to Warendorf, about 56 km as the crow flies.
    assert distance_m((7.6889, 51.5382), (7.9914, 51.9533)) == pytest.approx(50_650, rel=0.01)


def test_schools_outside_their_own_municipality(published):
    """Eight schools of the published list lie elsewhere, two of them in Normandy."""
    polygons = read_polygons(published("kreis_grenzen_vg250", "gemeinden_kreis_unna_warendorf.geojson"), "AGS")
    with published("nrw_schulen", "schulen_kreis_unna_warendorf.csv").open(encoding="utf-8") as stream:
        schools = list(csv.DictReader(stream))
    points = [(float(s["longitude"]), float(s["latitude"])) for s in schools]
    found = misplaced(points, [s["Amtlicher Gemeindeschlüssel"].zfill(8) for s in schools], polygons)
    assert len(found) == 8
    far = [m for m in found if m.distance_m > 300_000]
    assert [schools[m.position]["Ort"] for m in far] == ["Selm", "Selm"]
    assert all(m.found is None for m in far)
    assert ("05570004", "05978004") in {(m.claimed, m.found) for m in found}  # Ahlen in Bergkamen


def test_duncan_by_hand():
    even = dissimilarity({"a": 10, "b": 20}, {"a": 100, "b": 200})
    assert even.value == pytest.approx(0)
    assert dissimilarity({"a": 10, "b": 0}, {"a": 0, "b": 5}).value == 1
    # 1/2 (|3/4 - 1/4| + |1/4 - 3/4|) = 1/2
    assert dissimilarity({"a": 3, "b": 1}, {"a": 1, "b": 3}).value == pytest.approx(0.5)
    with pytest.raises(DataError, match="only one of the two"):
        dissimilarity({"a": 1}, {"a": 1, "b": 2})
    with pytest.raises(DataError, match="no valid count"):
        dissimilarity({"a": float("nan")}, {"a": 1})


def test_faulty_files_are_refused(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("old,new,weight\na,x,0.7\na,y,0.6\n")
    with pytest.raises(DataError, match="add up to more than 1"):
        read_crosswalk(bad)
    bad.write_text("old,new,weight\na,x,0.3\na,x,0.3\n")
    with pytest.raises(DataError, match=r"row 3.*'a', 'x' stands there twice"):
        read_crosswalk(bad)
    feature = {"type": "Feature", "properties": {"id": 5978004}, "geometry": None}
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(DataError, match="store keys as text"):
        read_polygons(path, "id")
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:25832"}}}))
    with pytest.raises(DataError, match="WGS84"):
        read_polygons(path, "id")
    bowtie = polygon_set([("k", shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))])
    assert "Self-intersection" in bowtie.findings[0]
    with pytest.raises(DataError, match="has no value"):
        area_crosswalk(OLD, NEW).carry({"a": float("nan")})


def test_command_writes_counts_rates_and_weights(tmp_path):
    for name, polygons in (("old", OLD), ("new", NEW)):
        features = [
            {"type": "Feature", "properties": {"id": key}, "geometry": json.loads(shapely.to_geojson(shape))}
            for key, shape in zip(polygons.keys, polygons.shapes, strict=True)
        ]
        (tmp_path / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (tmp_path / "data.csv").write_text("block,children,poor\na,100,50\nb,200,2\n")
    (tmp_path / "spec.toml").write_text(
        'data = "data.csv"\nkey = "block"\ncounts = ["children", "poor"]\n'
        '[from]\npolygons = "old.geojson"\nkey = "id"\n[to]\npolygons = "new.geojson"\nkey = "id"\n'
        '[[rates]]\nname = "rate"\nnumerator = "poor"\ndenominator = "children"\nmultiplier = 100\n'
    )
    out, weights = tmp_path / "out.csv", tmp_path / "weights.csv"
    result = CliRunner().invoke(
        main, ["interpolate", str(tmp_path / "spec.toml"), "-o", str(out), "--crosswalk", str(weights)]
    )
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [float(row["children"]) for row in rows] == pytest.approx([50, 150, 50], abs=1e-3)
    assert float(rows[1]["rate"]) == pytest.approx(100 * 26 / 150, abs=1e-3)
    assert "50.00 outside" in result.output
    assert read_crosswalk(weights).weights["a"]["x"] == pytest.approx(0.5, abs=1e-6)
    with (tmp_path / "spec.toml").open("a") as spec:
        spec.write('[control]\ndata = "homes.csv"\nlongitude = "x"\nlatitude = "y"\nquantity = "residents"\n')
    (tmp_path / "homes.csv").write_text("x,y,residents\n0.005,0,9\n0.015,0,1\n")
    result = CliRunner().invoke(main, ["interpolate", str(tmp_path / "spec.toml"), "-o", str(out)])
    assert "Area 'b' has no control quantity; its area is used." in result.output
    assert float(next(csv.DictReader(out.read_text().splitlines()))["children"]) == pytest.approx(90)
    (tmp_path / "data.csv").write_text("block,children,poor\na,100,\nb,200,2\n")
    failed = CliRunner().invoke(main, ["interpolate", str(tmp_path / "spec.toml"), "-o", str(out)])
    assert failed.exit_code == 2
    assert "data.csv, row 2, column 'poor': the cell is empty" in failed.output
