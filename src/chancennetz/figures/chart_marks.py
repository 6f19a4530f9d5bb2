"""The drawings themselves (Altair), each in a wide and in a narrow form for the phone. Same figures, same drawing:
finished ones are kept in memory, because a page is read more often than its figures change."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from chancennetz.figures import chart_svg
from chancennetz.figures.chart_parts import Bar, Panel, Point
from chancennetz.figures.chart_svg import COLOURS
from chancennetz.ui import formats

_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Form:
    """Measures of one form, in pixels of the drawing."""

    line_width: int
    line_height: int
    bar_width: int
    label_limit: int
    ticks: int
    panel_width: int
    panels_a_row: int


WIDE = _Form(520, 230, 400, 210, 6, 150, 3)
NARROW = _Form(210, 200, 150, 110, 3, 120, 2)
_LABEL_HEIGHT = 18
_PANEL_HEIGHT = 90


def _locale(language: str) -> chart_svg.Locale:
    return "en-GB" if language.startswith("en") else "de-DE"


def _known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


# -- line against target ----------------------------------------------------------------------------------------------


@functools.lru_cache(_KEPT)
def line(points: tuple[Point, ...], actual: str, target: str, digits: int, language: str, form: _Form) -> str:
    """Draw what is there as a strong line, what was planned as a dashed one, each with its word at the end."""
    known = _known([value for p in points for value in (p.actual, p.target)])
    if not known:
        return chart_svg.EMPTY
    top = max(known) or 1.0
    shifts = _shifts(points, top, form)
    layers: list[alt.Chart] = []
    for key, name in (("target", target), ("actual", actual)):
        rows = [{"day": f"{p.day.isoformat()}T00:00:00", "y": getattr(p, key)} for p in points]
        rows = [row for row in rows if row["y"] is not None]
        if rows:
            label = f"{name} {formats.number(rows[-1]['y'], digits, language=language)}"
            early = key == "actual" and points[-1].actual is None  # the plan goes on to the right of it
            layers += _one_line(rows, label, key == "actual", top, shifts[key], early, form)
    chart = alt.layer(*layers).properties(width=form.line_width, height=form.line_height)
    return chart_svg.draw(chart, _locale(language))


def _shifts(points: Sequence[Point], top: float, form: _Form) -> dict[str, int]:
    """Move the two words at the line ends apart when they would lie on each other (pixels, up is negative)."""
    last = {
        key: next((value for p in reversed(points) if (value := getattr(p, key)) is not None), None)
        for key in ("actual", "target")
    }
    actual, target = last["actual"], last["target"]
    if actual is None or target is None:
        return {"actual": 0, "target": 0}
    gap = abs(actual - target) / top * form.line_height
    shift = int(max(0.0, (_LABEL_HEIGHT - gap) / 2) + 0.99)
    return {"actual": -shift, "target": shift} if actual >= target else {"actual": shift, "target": -shift}


def _one_line(
    rows: list[dict[str, Any]], label: str, strong: bool, top: float, shift: int, early: bool, form: _Form
) -> list[alt.Chart]:
    axis = alt.Axis(format="%b %y", grid=False, tickCount=form.ticks, labelOverlap=True, labelFlush=True)
    days = alt.X("day:T", title=None, axis=axis)
    height = alt.Y("y:Q", title=None, scale=alt.Scale(domain=[0, top * 1.08]), axis=alt.Axis(tickCount=4))
    base = alt.Chart(alt.Data(values=rows)).encode(x=days, y=height)
    end = alt.Chart(alt.Data(values=[{**rows[-1], "label": label}])).encode(x=days, y=height, text="label:N")
    dot = alt.Chart(alt.Data(values=rows[-1:])).encode(x=days, y=height)
    colour = COLOURS["main" if strong else "grey"]
    place = {
        "align": "right" if early else "left",
        "dx": 0 if early else 10,
        "dy": -16 if early else shift,
        "fontSize": 14,
        "fontWeight": 600 if strong else 400,
    }
    return [
        base.mark_line(stroke=colour, strokeWidth=3 if strong else 2, strokeDash=[1, 0] if strong else [5, 4]),
        dot.mark_point(fill=colour, stroke=colour, size=50, opacity=1),
        end.mark_text(**place, stroke=COLOURS["back"], strokeWidth=5),  # a halo, where the word lies on a line
        end.mark_text(**place, fill=COLOURS["main" if strong else "muted"]),
    ]


# -- bars -------------------------------------------------------------------------------------------------------------


def _rows(items: Sequence[Bar], digits: int, language: str, top: float) -> list[dict[str, Any]]:
    """Data of bars; names carry their position, so that two of the same name stay two bars."""
    rows = []
    for index, bar in enumerate(items):
        value = bar.value or 0
        ahead = (bar.target or 0) - value
        rows.append(
            {
                "order": index,
                "name": f"{index:04d}|{bar.label}",
                "label": bar.label,
                "value": value,
                "text": "–" if bar.value is None else formats.number(bar.value, digits, language=language),
                "target": bar.target,
                "accent": bar.accent,
                # the figure steps behind a target mark that it would cover
                "at": bar.target if bar.target is not None and 0 <= ahead < top * 0.14 else value,
            }
        )
    return rows


@functools.lru_cache(_KEPT)
def bars(items: tuple[Bar, ...], digits: int, language: str, form: _Form) -> str:
    """Draw horizontal bars with the figure at each end; a target is a thin upright mark."""
    if not items:
        return chart_svg.EMPTY
    known = [*_known([value for bar in items for value in (bar.value, bar.target)]), 0.0]
    top, low = max(known) or 1.0, min(known)
    rows = _rows(items, digits, language, top)
    axis = alt.Axis(
        labelExpr="slice(datum.label, 5)", labelLimit=form.label_limit, ticks=False, domain=False, labelPadding=8
    )
    name = alt.Y("name:N", title=None, sort=alt.SortField("order"), axis=axis)
    scale = alt.Scale(domain=[low * 1.15, top * 1.15])
    layers: list[alt.Chart] = []
    for accent, colour in ((True, "main"), (False, "grey")):
        chosen = [row for row in rows if row["accent"] is accent]
        if chosen:
            length = alt.X("value:Q", title=None, axis=None, scale=scale)
            base = alt.Chart(alt.Data(values=chosen)).encode(y=name, x=length)
            layers.append(base.mark_bar(fill=COLOURS[colour], height=20, cornerRadiusEnd=3))
    text = alt.Chart(alt.Data(values=rows)).encode(y=name, x=alt.X("at:Q", axis=None), text="text:N")
    layers.append(text.mark_text(align="left", dx=6, fill=COLOURS["text"], fontSize=14))
    targets = [row for row in rows if row["target"] is not None]
    if targets:
        marks = alt.Chart(alt.Data(values=targets)).encode(y=name, x=alt.X("target:Q", axis=None))
        layers.append(marks.mark_tick(color=COLOURS["text"], thickness=2, size=26, opacity=1))
    chart = alt.layer(*layers).properties(width=form.bar_width, height=alt.Step(34))
    return chart_svg.draw(chart, _locale(language))


# -- small multiples --------------------------------------------------------------------------------------------------


@functools.lru_cache(_KEPT)
def multiples(panels: tuple[Panel, ...], digits: int, language: str, form: _Form) -> str:
    """Draw one small column chart per panel, all with the same scale."""
    known = _known([value for panel in panels for bar in panel.bars for value in (bar.value, bar.target)])
    if not known:
        return chart_svg.EMPTY
    drawn = [_panel(panel, max(known) or 1.0, digits, language, form) for panel in panels if panel.bars]
    return chart_svg.draw(alt.concat(*drawn, columns=form.panels_a_row, spacing=28), _locale(language))


def _heading(name: str, form: _Form) -> list[str]:
    """Break a long name into two lines."""
    return textwrap.wrap(name, form.panel_width // 7, max_lines=2, placeholder=" …") or [""]


def _panel(panel: Panel, top: float, digits: int, language: str, form: _Form) -> alt.LayerChart:
    rows = _rows(panel.bars, digits, language, top)
    axis = alt.Axis(labelExpr="slice(datum.label, 5)", labelAngle=0, ticks=False, labelOverlap=True, labelFontSize=12)
    name = alt.X("name:N", title=None, sort=alt.SortField("order"), axis=axis)
    height = alt.Y("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top * 1.12]))
    base = alt.Chart(alt.Data(values=rows)).encode(x=name, y=height)
    layers: list[alt.Chart] = [base.mark_bar(fill=COLOURS["main"], cornerRadiusEnd=2)]
    targets = [row for row in rows if row["target"] is not None]
    if targets:
        marks = alt.Chart(alt.Data(values=targets)).encode(x=name, y=alt.Y("target:Q", axis=None))
        layers.append(marks.mark_tick(color=COLOURS["text"], thickness=2, opacity=1))
    last = alt.Chart(alt.Data(values=rows[-1:])).encode(x=name, y=height, text="text:N")
    layers.append(last.mark_text(dy=-9, stroke=COLOURS["back"], strokeWidth=4, fontSize=13))
    layers.append(last.mark_text(dy=-9, fill=COLOURS["text"], fontSize=13))
    heading = alt.TitleParams(
        _heading(panel.name, form),
        anchor="start",
        fontSize=14,
        fontWeight=600,
        color=COLOURS["text"],
        limit=form.panel_width + 20,
    )
    return alt.layer(*layers).properties(width=form.panel_width, height=_PANEL_HEIGHT, title=heading)
