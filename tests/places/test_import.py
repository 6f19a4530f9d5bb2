"""Area files: what they bring, that they are idempotent, history of outlines, every defect with feature and column."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.core.imports import ImportReport, parse_json
from chancennetz.places import area_file, commands, geometry, queries
from chancennetz.places.actions import import_areas
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from tests.universe import Universe

REAL = Path(__file__).parents[3] / "shared" / "data" / "kreis_grenzen_vg250" / "gemeinden_kreis_unna_warendorf.geojson"
SHIPPED = Path(__file__).parents[2] / "src" / "chancennetz" / "demo" / "content" / "kreis-unna.geojson"


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def square(west: float, south: float = 51.0, size: float = 0.1) -> dict[str, Any]:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(key: Any = "05978004", name: Any = "Bergkamen", geometry: Any = None, **columns: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"AGS": key, "GEN": name, **columns},
        "geometry": geometry if geometry is not None else square(7.6),
    }


def content(*features: Any, **members: Any) -> bytes:
    whole = {"type": "FeatureCollection", "attribution": "Vermessungsamt", "features": list(features), **members}
    return json.dumps(whole).encode()


def load(data: bytes, **options: Any) -> ImportReport:
    return import_areas(by=system_actor(), data=data, **options)


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the county's boundaries are not beside the project")
def test_the_real_boundaries() -> None:
    report = load(REAL.read_bytes())
    assert len(report.created) == 25  # 10 + 13 municipalities, and their two counties
    assert report.notes == ()
    unna = queries.municipalities(county="05978")
    assert [area.name for area in unna] == [
        "Bergkamen",
        "Bönen",
        "Fröndenberg/Ruhr",
        "Holzwickede",
        "Kamen",
        "Lünen",
        "Schwerte",
        "Selm",
        "Unna",
        "Werne",
    ]
    # Areas as official statistics print them (km2); outlines at 1:250,000 come within 2 %.
    printed = {"Lünen": 59.4, "Kamen": 40.9, "Unna": 88.6, "Schwerte": 56.2, "Bergkamen": 44.8, "Werne": 76.1}
    for area in unna:
        if area.name in printed:
            assert area.square_kilometres == pytest.approx(printed[area.name], rel=0.02)
        assert area.source == "© GeoBasis-DE / BKG (Daten verändert)"
        assert area.parent is not None
        assert area.parent.name == "Kreis Unna"
        assert area.valid_from == dt.date(2009, 1, 1)  # the column WSK
    assert sum(area.square_kilometres or 0 for area in unna) == pytest.approx(543, rel=0.001)
    again = load(REAL.read_bytes())
    assert (again.changes, again.unchanged) == (0, 23)


@pytest.mark.django_db
def test_the_shipped_boundaries_share_their_borders() -> None:
    assert SHIPPED.stat().st_size < 150_000
    report = load(SHIPPED.read_bytes())
    assert len(report.created) == 11
    areas = queries.municipalities()
    assert queries.attribution(areas) == "© GeoBasis-DE / BKG (Daten verändert)"
    assert sum(area.square_kilometres or 0 for area in areas) == pytest.approx(543, rel=0.001)


def test_the_whole_earth_has_its_known_area() -> None:
    earth = geometry.square_kilometres(shapely.box(-180, -90, 180, 90))
    assert earth == pytest.approx(510_065_622, rel=1e-8)  # the ellipsoid WGS84, km2


@pytest.mark.django_db
def test_a_changed_outline_is_a_new_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "today", lambda: dt.date(2024, 1, 1))
    load(content(feature()))
    monkeypatch.setattr(time, "today", lambda: dt.date(2025, 7, 1))
    assert load(content(feature())).changes == 0
    report = load(content(feature(geometry=square(7.6, size=0.12))))
    assert (len(report.created), len(report.ended)) == (1, 1)
    new, old = Area.objects.filter(level="municipality").order_by("-valid_from")
    assert (old.valid_from, old.valid_to) == (dt.date(2024, 1, 1), dt.date(2025, 6, 30))
    assert (new.valid_from, new.valid_to) == (dt.date(2025, 7, 1), None)
    assert queries.history(new) == [new, old]
    assert queries.find_area("05978004", dt.date(2025, 6, 30)) == old
    # A slip corrected on the same day is a correction, no period of its own.
    again = load(content(feature(geometry=square(7.6, size=0.11))))
    assert len(again.changed) == 1
    assert Area.objects.filter(level="municipality").count() == 2


@pytest.mark.django_db
def test_the_day_of_a_change_can_be_given() -> None:
    load(content(feature()), valid_from=dt.date(2020, 1, 1))
    load(content(feature(name="Bergkamen am See")), valid_from=dt.date(2023, 5, 1))
    assert queries.find_area("05978004", dt.date(2023, 4, 30)).name == "Bergkamen"  # type: ignore[union-attr]
    assert queries.find_area("05978004", dt.date(2023, 5, 1)).name == "Bergkamen am See"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_rings_turned_the_other_way_or_begun_elsewhere_are_the_same_outline() -> None:
    load(content(feature()))
    turned = square(7.6)
    turned["coordinates"][0].reverse()
    assert load(content(feature(geometry=turned))).changes == 0
    ring = square(7.6)["coordinates"][0]
    begun = {"type": "Polygon", "coordinates": [[*ring[2:], *ring[1:3]]]}
    assert load(content(feature(geometry=begun))).changes == 0


@pytest.mark.django_db
def test_a_hole_is_not_counted_as_area() -> None:
    whole = square(7.6)
    hole = square(7.62, 51.02, 0.02)["coordinates"][0]
    load(
        content(
            feature(),
            feature(
                "05978008",
                "Bönen",
                {"type": "Polygon", "coordinates": [square(7.8)["coordinates"][0], [[x + 0.2, y] for x, y in hole]]},
            ),
        )
    )
    full, pierced = (queries.find_area(key) for key in ("05978004", "05978008"))
    assert full is not None
    assert pierced is not None
    assert pierced.square_kilometres == pytest.approx((full.square_kilometres or 0) * 0.96, rel=0.001)
    assert whole["type"] == "Polygon"


@pytest.mark.django_db
def test_levels_below_the_municipality() -> None:
    report = load(
        content(
            feature(),
            {**feature("S1", "Mitte", square(7.61, 51.01, 0.03), level="social_space", parent="05978004")},
        )
    )
    assert report.changes == 3
    space = queries.find_area("S1")
    assert space is not None
    assert space.level == AreaLevel.SOCIAL_SPACE
    municipality = queries.find_area("05978004")
    assert municipality is not None
    assert queries.children(municipality) == [space]
    # The social space keeps its place when the municipality's outline changes.
    load(content(feature(geometry=square(7.6, size=0.12))), valid_from=time.today() + dt.timedelta(days=1))
    space.refresh_from_db()
    assert space.parent_id != municipality.id


@pytest.mark.django_db
def test_a_county_may_bring_its_name() -> None:
    file = content(
        feature("09162000", "München"),
        {"type": "Feature", "properties": {"key": "09162", "name": "Stadtkreis"}, "geometry": None},
    )
    report = load(file)
    assert report.notes == ()
    county = queries.find_area("09162")
    assert county is not None
    assert (county.name, county.geometry) == ("Stadtkreis", None)


@pytest.mark.django_db
def test_an_unknown_county_and_unused_columns_are_noted() -> None:
    report = load(content(feature("09162000", "München", einwohner=5)))
    assert report.notes == (
        "Columns that are not used: einwohner.",
        "The file does not name the county 09162. Add a feature with this key and its name.",
    )


@pytest.mark.django_db
def test_a_dry_run_writes_nothing() -> None:
    tried = load(content(feature()), dry_run=True)
    assert not Area.objects.exists()
    assert not AuditEntry.objects.exists()
    assert tried.created == load(content(feature())).created


BOW = {"type": "Polygon", "coordinates": [[[7, 51], [7.1, 51.1], [7.1, 51], [7, 51.1], [7, 51]]]}
HOLE_OUTSIDE = {"type": "Polygon", "coordinates": [square(7.0)["coordinates"][0], square(8.0)["coordinates"][0]]}
SWAPPED = {"type": "Polygon", "coordinates": [[[y, x] for x, y in square(7.0)["coordinates"][0]]]}
METRES = {"type": "Polygon", "coordinates": [[[400000 + x, 5700000 + y] for x, y in square(7.0)["coordinates"][0]]]}


@pytest.mark.parametrize(
    ("features", "row", "field", "words"),
    [
        ([feature("5978004")], 1, "AGS", "A leading zero seems to be lost: write “05978004”, as text."),
        ([feature(5978004)], 1, "AGS", "A leading zero seems to be lost: write “05978004”, as text."),
        ([feature("055700032032")], 1, "AGS", "This is the regional key (RS). Take the municipality key (AGS)."),
        ([feature("0597800X")], 1, "AGS", "The key 0597800X has not 8 digits."),
        ([feature("٠٥٩٧٨٠٠٤")], 1, "AGS", "has not 8 digits."),
        ([feature(True)], 1, "AGS", "The key True has not 8 digits."),
        ([feature("")], 1, "AGS", "The key is missing. The column is called AGS / key."),
        ([feature(name="")], 1, "GEN", "The name is missing."),
        ([feature(name=5)], 1, "GEN", "The name is missing."),
        ([feature(name="x" * 121)], 1, "GEN", "At most 120 characters fit here."),
        ([feature(level="town")], 1, "level", "Unknown level: town."),
        ([feature(level="block", key="a b")], 1, "AGS", "A key has letters, digits, dots and hyphens, 20 at most."),
        ([feature(WSK="2009/13/01")], 1, "WSK", "2009/13/01 is no day like 2024-01-31."),
        ([feature(WSK="0001/01/01")], 1, "WSK", "This day lies outside of 1900 to 2100."),
        ([feature(geometry="x")], 1, "geometry", "The outline is missing."),
        ([feature(geometry={"type": "Point", "coordinates": [7, 51]})], 1, "geometry", "not Point."),
        ([feature(geometry={"type": "Polygon", "coordinates": []})], 1, "geometry", "The outline is empty."),
        ([feature(geometry={"type": "Polygon"})], 1, "geometry", "no closed rings"),
        ([feature(geometry={"type": "Polygon", "coordinates": [[["a", 1]]]})], 1, "geometry", "no closed rings"),
        ([feature(geometry=BOW)], 1, "geometry", "The outline is broken: Self-intersection"),
        ([feature(geometry=HOLE_OUTSIDE)], 1, "geometry", "The outline is broken: Hole lies outside shell"),
        ([feature(geometry=SWAPPED)], 1, "geometry", "GeoJSON wants the longitude first (7.6, 51.5)."),
        ([feature(geometry=METRES)], 1, "geometry", "Convert the file to WGS84 (EPSG:4326)."),
        ([feature(), feature()], 2, "AGS", "The key 05978004 stands in row 1 already."),
        (
            [feature(), feature("05978008", "Bönen", square(7.65))],
            2,
            "geometry",
            "The outline overlaps with Bergkamen (row 1).",
        ),
        ([feature(), "x"], 2, "", "This is no feature with properties."),
        ([{**feature(), "properties": None}], 1, "", "This is no feature with properties."),
    ],
)
def test_each_defect_is_named_with_feature_and_column(features: list[Any], row: int, field: str, words: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        area_file.read(parse_json(content(*features)))
    assert any(
        (defect.row, defect.field) == (row, field) and words in str(defect) for defect in caught.value.defects
    ), [str(defect) for defect in caught.value.defects]


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        (b"[]", "type", "This is no GeoJSON FeatureCollection."),
        (content(type="Feature"), "type", "This is no GeoJSON FeatureCollection."),
        (content(), "features", "There is no area in this file."),
        (
            content(feature(), crs={"properties": {"name": "EPSG:25832"}}),
            "crs",
            "The coordinates are given in EPSG:25832.",
        ),
        (content(feature(), attribution=""), "attribution", "It is not said who made these outlines."),
        (content(feature(), attribution="x" * 201), "attribution", "At most 200 characters fit here."),
    ],
)
def test_defects_of_the_whole_file(data: bytes, field: str, words: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        area_file.read(parse_json(data))
    (defect,) = caught.value.defects
    assert (defect.row, defect.field) == (None, field)
    assert words in defect.message


def test_all_defects_come_at_once() -> None:
    with pytest.raises(ImportDefects) as caught:
        area_file.read(parse_json(content(feature("1"), feature("05978008", ""), feature("05978012", geometry=BOW))))
    assert [(defect.row, defect.field) for defect in caught.value.defects] == [(1, "AGS"), (2, "GEN"), (3, "geometry")]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None)
@given(
    path=st.sampled_from(["crs", "geometry", "coordinates", "properties", "AGS", "GEN", "level", "WSK", "parent"]),
    junk=_JSON,
)
def test_junk_is_a_defect_and_never_a_crash(path: str, junk: Any) -> None:
    one: Any = feature()
    whole: Any = json.loads(content(one))
    target = whole["features"][0]
    if path == "crs":
        whole["crs"] = junk
    elif path == "coordinates":
        target["geometry"]["coordinates"] = junk
    elif path in target:
        target[path] = junk
    else:
        target["properties"][path] = copy.deepcopy(junk)
    with translation.override("en"):
        try:
            found = area_file.read(whole)
        except ImportDefects:
            return
        assert len(found.areas) == 1


@pytest.mark.django_db
def test_who_may_import(universe: Universe) -> None:
    import_areas(by=universe.actor("admin"), data=content(feature()))
    import_areas(by=universe.actor("stefan"), data=content(feature()))
    for name in ("anna", "paul", "pia"):
        with pytest.raises(NotAllowed):
            import_areas(by=universe.actor(name), data=content(feature()))


@pytest.mark.django_db
def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_bytes(content(feature("5978004")))
    failed = CliRunner().invoke(commands.group, ["import", str(file), "--format", "json"])
    assert failed.exit_code == 1
    assert json.loads(failed.output)["defects"][0]["row"] == 1
    file.write_bytes(content(feature(), attribution=""))
    tried = CliRunner().invoke(commands.group, ["import", str(file), "--dry-run", "--source", "Vermessungsamt"])
    assert tried.exit_code == 0, tried.output
    assert "2 records would be written" in tried.output
    assert not Area.objects.exists()
    assert CliRunner().invoke(commands.group, ["import", str(file), "--source", "Vermessungsamt"]).exit_code == 0
    assert Area.objects.count() == 2
