"""Maps: drawn without script, the list says the same, the makers of the boundaries are named."""

from __future__ import annotations

import html as html_module
import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from chancennetz.figures import maps

HOSTILE = '"><script>alert(1)</script>'


def _square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _map(**changes: Any) -> maps.Map:
    values: dict[str, Any] = {
        "areas": [
            maps.Area("Kamen", _square(7, 51), "12 %", 3, url="/places/kamen/"),
            maps.Area(HOSTILE, _square(8, 51), HOSTILE, 9, hidden=True),
        ],
        "places": [maps.Place("Treff", 7.5, 51.5, "heute bis 16 Uhr", "/offers/1/")],
        "attribution": "© GeoBasis-DE / BKG",
        "legend": [(3, "10 bis 15 %")],
        **changes,
    }
    return maps.build("Quote", **values)


def test_without_makers_there_is_no_map() -> None:
    with pytest.raises(maps.AttributionMissing):
        _map(attribution="  ")


def test_the_drawing_shows_steps_hidden_areas_and_places() -> None:
    svg = _map().svg
    assert 'class="cn-area cn-area--3"' in svg
    assert 'class="cn-area cn-area--hidden"' in svg
    assert svg.count("<circle") == 1
    assert '<a href="/places/kamen/" tabindex="-1">' in svg
    assert "<title>Kamen: 12 %</title>" in svg


def test_the_map_is_true_to_angles() -> None:
    """One degree square at 51 to 52 degrees north: about 0.62 as wide as high."""
    svg = maps.build("x", areas=[maps.Area("A", _square(7, 51))], attribution="me").svg
    width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())  # type: ignore[union-attr]
    points = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[\d.]+,[\d.]+", svg)]
    spans = [max(p[axis] for p in points) - min(p[axis] for p in points) for axis in (0, 1)]
    assert spans[0] / spans[1] == pytest.approx(0.6225, abs=0.005)
    assert width == 600
    assert height <= 600 * 1.4


def test_page_shows_map_list_legend_and_makers_and_hostile_names_stay_text() -> None:
    with translation.override("de"):
        page = Template("{% load figures %}{% map_with_list map %}").render(Context({"map": _map(note="Stand 2025")}))
    assert "<script" not in page
    assert page.count("© GeoBasis-DE / BKG") == 2  # for the script and in sight
    assert "Stand 2025" in page
    assert "10 bis 15 %" in page
    assert '<a href="/offers/1/"><span>Treff</span><span class="cn-number">heute bis 16 Uhr</span></a>' in page
    data = re.search(r'data-map-data="([^"]*)"', page)
    assert data
    content = json.loads(html_module.unescape(data[1]))
    assert [feature["properties"]["name"] for feature in content["features"]] == ["Kamen", HOSTILE, "Treff"]


def test_an_empty_map_says_so() -> None:
    with translation.override("de"):
        empty = maps.build("Quote", attribution="me")
        page = Template("{% load figures %}{% map_with_list map %}").render(Context({"map": empty}))
    assert "noch nichts zu sehen" in page


def test_neighbours_still_touch_after_simplifying() -> None:
    """The border that two areas share is drawn from the same points."""
    ridge = [[8, 51 + step / 50] for step in range(51)]
    west = {"type": "Polygon", "coordinates": [[[7, 51], *ridge, [7, 52], [7, 51]]]}
    east = {"type": "Polygon", "coordinates": [[*ridge, [9, 52], [9, 51], [8, 51]]]}
    svg = maps.build("x", areas=[maps.Area("w", west), maps.Area("e", east)], attribution="me").svg
    first, second = (set(re.findall(r"[\d.]+,[\d.]+", path)) for path in re.findall(r' d="([^"]+)"', svg))
    assert len(first & second) >= 2
