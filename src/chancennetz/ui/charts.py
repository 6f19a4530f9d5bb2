"""Charts as SVG made on the server (Altair, vl-convert), each together with its table.

One hue for what is meant, grey for what it is compared with, words at the line instead of a legend, the same scale in
small multiples. The SVG carries no ``style`` and no script, so it stands in the page under a strict content security
policy; its colours are classes, so it follows light and dark; ``Chart.plain`` is the same drawing with fixed colours
for PDF.

The title of a chart says its finding ("412 of 605 participants, 8 more than planned"), never only its subject.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz.ui import chart_svg, formats
from chancennetz.ui.chart_svg import COLOURS
from chancennetz.ui.tables import Column, Table

Text = str | Promise
WIDTH = 520
HEIGHT = 230
_LABEL_HEIGHT = 18
_PANEL_WIDTH = 150
_PANEL_HEIGHT = 90
_PANELS_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: `svg` for the page, `plain` for PDF, `table` with the same figures."""

    title: str
    subtitle: str
    svg: SafeString
    plain: str
    table: Table
    note: str = ""
    table_open: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a line: what is there and what was planned; None leaves a gap."""

    day: dt.date
    actual: float | None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `accent=False` draws it grey (the others, for comparison); None means: not known or hidden."""

    label: str
    value: float | None
    accent: bool = True
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart among its equals."""

    name: str
    bars: Sequence[Bar]


class _PointTable(Table):
    filename = "figures"
    default_sort = "-day"
    dense = True
    page_size = 200


class _BarTable(Table):
    filename = "figures"
    dense = True
    page_size = 500


def warm_up() -> None:
    """Load fonts and the drawing engine once before the server forks; the first chart then costs no second more."""
    bars(str(_("Start")), [Bar("A", 1.0)])


def line_with_target(
    title: str,
    points: Sequence[Point],
    *,
    unit: Text = "",
    actual: Text = "",
    target: Text = "",
    digits: int = 0,
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw a line over time against a dashed target line, both named at their ends.

    `points` in order of time. The y axis begins at zero. `table` replaces the table made of the points.
    """
    actual, target = actual or _("actual"), target or _("planned")
    svg = chart_svg.EMPTY
    if points:
        top = max([value for p in points for value in (p.actual, p.target) if value is not None], default=1.0) or 1.0
        layers = []
        ends = _ends(points, top)
        for key, name, colour, dash in (("target", target, "grey", [5, 4]), ("actual", actual, "main", [1, 0])):
            rows = [{"day": p.day.isoformat() + "T00:00:00", "y": getattr(p, key)} for p in points]
            rows = [row for row in rows if row["y"] is not None]
            if rows:
                label = f"{name} {formats.number(rows[-1]['y'], digits)}"
                early = key == "actual" and points[-1].actual is None  # the plan goes on to the right of it
                layers += _line(rows, label, colour, dash, top, ends[key], early=early)
        svg = chart_svg.draw(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), _locale())
    if table is None:
        table = _PointTable(points)
        table.caption = title
        table.columns = (
            Column("day", _("Month"), kind="month", head=True),
            Column("actual", str(actual).capitalize(), kind="number", digits=digits),
            Column("target", str(target).capitalize(), kind="number", digits=digits),
        )
    return _chart(title, subtitle or str(unit), svg, table, note)


def _ends(points: Sequence[Point], top: float) -> dict[str, int]:
    """Shift the two words at the line ends apart when they would lie on each other (pixels, up is negative)."""
    last = {
        key: next((v for p in reversed(points) if (v := getattr(p, key)) is not None), None)
        for key in ("actual", "target")
    }
    a, t = last["actual"], last["target"]
    if a is None or t is None:
        return {"actual": 0, "target": 0}
    gap = abs(a - t) / top * HEIGHT
    shift = int(max(0.0, (_LABEL_HEIGHT - gap) / 2) + 0.99)
    return {"actual": -shift, "target": shift} if a >= t else {"actual": shift, "target": -shift}


def _line(
    rows: list[dict[str, Any]], label: str, colour: str, dash: list[int], top: float, shift: int, *, early: bool
) -> list[alt.Chart | alt.LayerChart]:
    """One line with a dot and its name at the end."""
    days = alt.X(
        "day:T",
        title=None,
        axis=alt.Axis(format="%b %y", grid=False, tickCount=6, labelOverlap=True, labelFlush=True),
    )
    height = alt.Y("y:Q", title=None, scale=alt.Scale(domain=[0, top * 1.08]), axis=alt.Axis(tickCount=4))
    base = alt.Chart(alt.Data(values=rows)).encode(x=days, y=height)
    end = alt.Chart(alt.Data(values=[{**rows[-1], "label": label}])).encode(x=days, y=height)
    strong = colour == "main"
    place = {
        "align": "right" if early else "left",
        "dx": 0 if early else 10,
        "dy": -16 if early else shift,
        "fontSize": 14,
        "fontWeight": 600 if strong else 400,
    }
    return [
        base.mark_line(stroke=COLOURS[colour], strokeWidth=3 if strong else 2, strokeDash=dash, clip=False),
        end.mark_point(fill=COLOURS[colour], stroke=COLOURS[colour], size=50, opacity=1),
        end.mark_text(**place, stroke=COLOURS["back"], strokeWidth=5).encode(text="label:N"),  # halo
        end.mark_text(**place, fill=COLOURS["main" if strong else "muted"]).encode(text="label:N"),
    ]


def bars(
    title: str,
    items: Sequence[Bar],
    *,
    unit: Text = "",
    digits: int = 0,
    value_label: Text = "",
    label_label: Text = "",
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw horizontal bars in the given order with the figure at each end; a target is a thin upright mark."""
    svg = chart_svg.EMPTY
    if items:
        svg = chart_svg.draw(_bar_layers(items, digits).properties(width=WIDTH - 120, height=alt.Step(34)), _locale())
    if table is None:
        table = _bar_table(title, items, value_label or _("Value"), label_label or _("Name"), digits)
    return _chart(title, subtitle or str(unit), svg, table, note)


def _bar_rows(items: Sequence[Bar], digits: int) -> list[dict[str, Any]]:
    return [
        {
            "order": index,
            "name": f"{index:04d}|{bar.label}",
            "label": bar.label,
            "value": bar.value or 0,
            "text": "–" if bar.value is None else formats.number(bar.value, digits),
            "target": bar.target,
            "accent": bar.accent,
        }
        for index, bar in enumerate(items)
    ]


def _bar_layers(items: Sequence[Bar], digits: int) -> alt.LayerChart:
    rows = _bar_rows(items, digits)
    known = [value for bar in items for value in (bar.value, bar.target) if value is not None]
    top, low = max([*known, 0]) or 1, min([*known, 0])
    name = alt.Y(
        "name:N",
        title=None,
        sort=alt.SortField("order"),
        axis=alt.Axis(labelExpr="slice(datum.label, 5)", labelLimit=210, ticks=False, domain=False, labelPadding=8),
    )
    value = alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[low * 1.15, top * 1.15]))
    layers: list[alt.Chart] = []
    for accent, colour in ((True, "main"), (False, "grey")):
        chosen = [row for row in rows if row["accent"] is accent]
        if chosen:
            base = alt.Chart(alt.Data(values=chosen)).encode(y=name, x=value)
            layers.append(base.mark_bar(fill=COLOURS[colour], height=20, cornerRadiusEnd=3))
    for row in rows:  # the figure steps behind a target mark that it would cover
        ahead = (row["target"] or 0) - row["value"]
        row["at"] = row["target"] if 0 <= ahead < top * 0.14 else row["value"]
    text = alt.Chart(alt.Data(values=rows)).encode(y=name, x=alt.X("at:Q", axis=None), text="text:N")
    layers.append(text.mark_text(align="left", dx=6, fill=COLOURS["text"], fontSize=14))
    targets = [row for row in rows if row["target"] is not None]
    if targets:
        marks = alt.Chart(alt.Data(values=targets)).encode(y=name, x=alt.X("target:Q", axis=None))
        layers.append(marks.mark_tick(color=COLOURS["text"], thickness=2, size=26, opacity=1))
    return alt.layer(*layers)


def _bar_table(title: str, items: Sequence[Bar], value_label: Text, label_label: Text, digits: int) -> Table:
    table = _BarTable(items)
    table.caption = title
    columns = [
        Column("label", label_label, head=True),
        Column("value", value_label, kind="number", digits=digits),
    ]
    if any(bar.target is not None for bar in items):
        columns.append(Column("target", _("Planned"), kind="number", digits=digits))
    table.columns = columns
    return table


def small_multiples(
    title: str,
    panels: Sequence[Panel],
    *,
    unit: Text = "",
    digits: int = 0,
    panel_label: Text = "",
    bar_label: Text = "",
    value_label: Text = "",
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw one small column chart per panel, all with the same scale, so that they can be compared."""
    rows = [
        {"panel": panel.name, "name": bar.label, "value": bar.value, "target": bar.target}
        for panel in panels
        for bar in panel.bars
    ]
    known = [value for row in rows for value in (row["value"], row["target"]) if isinstance(value, int | float)]
    svg = chart_svg.EMPTY
    if known:
        drawn = [_panel(panel, max(known) or 1, digits) for panel in panels]
        svg = chart_svg.draw(alt.concat(*drawn, columns=_PANELS_A_ROW, spacing=28), _locale())
    if table is None:
        table = _BarTable(rows)
        table.caption = title
        columns = [
            Column("panel", panel_label or _("Name"), head=True),
            Column("name", bar_label or _("Period")),
            Column("value", value_label or _("Value"), kind="number", digits=digits),
        ]
        if any(row["target"] is not None for row in rows):
            columns.append(Column("target", _("Planned"), kind="number", digits=digits))
        table.columns = columns
    return _chart(title, subtitle or str(unit), svg, table, note)


def _panel(panel: Panel, top: float, digits: int) -> alt.LayerChart:
    rows = _bar_rows(panel.bars, digits)
    name = alt.X(
        "name:N",
        title=None,
        sort=alt.SortField("order"),
        axis=alt.Axis(
            labelExpr="slice(datum.label, 5)", labelAngle=0, ticks=False, labelOverlap=True, labelFontSize=12
        ),
    )
    height = alt.Y("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top * 1.12]))
    base = alt.Chart(alt.Data(values=rows)).encode(x=name, y=height)
    layers: list[alt.Chart] = [base.mark_bar(fill=COLOURS["main"], cornerRadiusEnd=2)]
    targets = [row for row in rows if row["target"] is not None]
    if targets:
        marks = alt.Chart(alt.Data(values=targets)).encode(x=name, y=alt.Y("target:Q", axis=None))
        layers.append(marks.mark_tick(color=COLOURS["text"], thickness=2, opacity=1))
    last = alt.Chart(alt.Data(values=rows[-1:])).encode(x=name, y=height, text="text:N")
    layers.append(last.mark_text(dy=-9, stroke=COLOURS["back"], strokeWidth=4, fontSize=13))  # halo on the target
    layers.append(last.mark_text(dy=-9, fill=COLOURS["text"], fontSize=13))
    heading = alt.TitleParams(panel.name, anchor="start", fontSize=14, fontWeight=600, color=COLOURS["text"], limit=170)
    return alt.layer(*layers).properties(width=_PANEL_WIDTH, height=_PANEL_HEIGHT, title=heading)


def _locale() -> str:
    return "en-GB" if (get_language() or "de").startswith("en") else "de-DE"


def _chart(title: str, subtitle: str, drawing: str, table: Table, note: str) -> Chart:
    return Chart(
        title=title,
        subtitle=subtitle,
        svg=chart_svg.for_page(drawing, title, subtitle),
        plain=drawing,
        table=table,
        note=note,
    )
