"""Charts: allowed under a strict policy, readable without eyes, the same figures in the table."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template
from django.utils import translation

from chancennetz.figures import charts
from chancennetz.figures.charts import Bar, Chart, Panel, Point

HOSTILE = "<script>\"'&\x00\x1b </svg>"
MONTHS = [dt.date(2026, month, 1) for month in range(1, 7)]


def _line(**kwargs: object) -> Chart:
    points = [Point(day, index * 10.0 if index < 4 else None, index * 12.0) for index, day in enumerate(MONTHS)]
    return charts.line_with_target("30 of 60", points, **kwargs)  # type: ignore[arg-type]


def _all() -> list[Chart]:
    return [
        _line(),
        charts.bars(
            HOSTILE, [Bar(HOSTILE, 3.5, target=4), Bar(HOSTILE, None, accent=False), Bar("−", -2)], subtitle=HOSTILE
        ),
        charts.small_multiples(
            HOSTILE, [Panel(HOSTILE, (Bar("I", 1), Bar("II", 2, target=3))), Panel("B", (Bar("I", 1),))]
        ),
    ]


@pytest.mark.parametrize("chart", _all(), ids=["line", "bars", "multiples"])
def test_the_drawing_carries_no_style_script_or_handler(chart: Chart) -> None:
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", chart.svg)
    for drawing in re.findall(r"<svg.*?</svg>", chart.svg, re.DOTALL):
        root = ET.fromstring(drawing)  # noqa: S314 - drawn by ourselves
        assert root.attrib["role"] == "img"
        title = root.find("{http://www.w3.org/2000/svg}title")
        assert title is not None
        assert title.attrib["id"] in root.attrib["aria-labelledby"]
        assert "cn-c-main-fill" in drawing


def test_wide_and_narrow_drawings_have_different_ids() -> None:
    ids = re.findall(r' id="([^"]+)"', _line(subtitle="People").svg)
    assert len(ids) == 4
    assert len(set(ids)) == 4


def test_the_table_holds_the_same_figures() -> None:
    with translation.override("de"):
        chart = _line()
        rows = [[str(cell.text) for cell in row.cells] for row in chart.table.rows]
        heads = [head.label for head in chart.table.heads]
    assert heads == ["Monat", "Erreicht", "Geplant"]
    assert rows[0] == ["Juni 2026", "", "60"]
    assert rows[-1] == ["Januar 2026", "0", "0"]


def test_words_and_numbers_follow_the_language() -> None:
    with translation.override("de"):
        german = charts.line_with_target(
            "x", [Point(dt.date(2026, 3, 1), 1.0), Point(dt.date(2026, 12, 1), 1234.5)], digits=1
        )
    with translation.override("en"):
        english = charts.line_with_target(
            "x", [Point(dt.date(2026, 3, 1), 1.0), Point(dt.date(2026, 12, 1), 1234.5)], digits=1
        )
    assert "erreicht 1.234,5" in german.plain
    assert re.search(r"Mär|Mai|Okt", german.plain)
    assert "actual 1,234.5" in english.plain


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.line_with_target("x", []),
        lambda: charts.line_with_target("x", [Point(dt.date(2026, 1, 1), None, None)]),
        lambda: charts.bars("x", []),
        lambda: charts.small_multiples("x", []),
        lambda: charts.small_multiples("x", [Panel("A", ())]),
    ],
)
def test_without_figures_there_is_a_sentence(make: object) -> None:
    with translation.override("de"):
        chart = make()  # type: ignore[operator]
    assert "Noch keine Zahlen" in chart.svg
    assert chart.plain == ""


@pytest.mark.parametrize("value", [0.0, 1e-9, 1e12, -5.0])
def test_extreme_values_can_be_drawn(value: float) -> None:
    assert "<svg" in charts.bars("x", [Bar("a", value)]).svg
    assert "<svg" in charts.line_with_target("x", [Point(dt.date(2026, 1, 1), value, value)]).svg


def test_ends_that_meet_keep_their_words_apart() -> None:
    points = [Point(dt.date(2026, 1, 1), 0, 0), Point(dt.date(2026, 6, 1), 100.0, 100.5)]
    drawing = charts.line_with_target("x", points).plain
    heights = [
        float(y)
        for y in re.findall(r"translate\([\d.]+,([\d.]+)\)\"[^>]*>(?:erreicht|geplant|actual|planned)", drawing)
    ]
    assert len(heights) == 4  # each word with its halo
    assert max(heights) - min(heights) >= 17


def test_chart_and_table_stand_together() -> None:
    with translation.override("de"):
        html = Template("{% load figures %}{% chart_with_table chart %}").render(
            Context({"chart": _line(note="Stand heute")})
        )
    assert html.index("30 of 60") < html.index("<svg") < html.index("<table") < html.index("Stand heute")
