"""Charts as SVG made on the server (Altair, vl-convert), each together with its table.

One hue for what is meant, grey for what it is compared with, words at the line instead of a legend, the same scale in
small multiples. The SVG carries no ``style`` and no script, so it stands in the page under a strict content security
policy; its colours are classes, so it follows light and dark; ``Chart.plain`` is the same drawing with fixed colours
for PDF.

The title of a chart says its finding ("412 of 605 participants, 8 more than planned"), never only its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz.figures import chart_marks, chart_svg
from chancennetz.figures.chart_parts import Bar, Panel, Point
from chancennetz.ui.tables import Column, Table

__all__ = ["Bar", "Chart", "Panel", "Point", "bars", "line_with_target", "small_multiples", "warm_up"]

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: `svg` for the page, `plain` for PDF (empty without figures), `table` with the same figures."""

    title: str
    subtitle: str
    svg: SafeString
    plain: str
    table: Table
    note: str = ""


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
    """Load fonts and the drawing engine, so that the first chart costs no second more.

    Call it in each server process after the fork: the engine has threads of its own, which a fork would lose.
    """
    chart_marks.bars((Bar("1", 1.0),), 0, "de", chart_marks.WIDE)


def _language() -> str:
    return get_language() or "de"


def _chart(title: str, subtitle: str, draw: Callable[[chart_marks._Form], str], table: Table, note: str) -> Chart:
    wide, narrow = draw(chart_marks.WIDE), draw(chart_marks.NARROW)
    if wide:
        svg = format_html(
            '<div class="cn-chart__wide">{}</div><div class="cn-chart__narrow">{}</div>',
            chart_svg.for_page(wide, title, subtitle),
            chart_svg.for_page(narrow, title, subtitle),
        )
    else:
        svg = format_html('<p class="cn-muted">{}</p>', _("No figures yet."))
    return Chart(title=title, subtitle=subtitle, svg=svg, plain=wide, table=table, note=note)


def line_with_target(
    title: str,
    points: Sequence[Point],
    *,
    actual: Text = "",
    target: Text = "",
    digits: int = 0,
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw a line over time against a dashed target line, both named at their ends.

    `points` in order of time. The y axis begins at zero. `subtitle` says what is counted and in which unit, `note`
    names date, definition and source. `table` replaces the table made of the points.
    """
    actual, target = str(actual or _("actual")), str(target or _("planned"))
    if table is None:
        table = _PointTable(points)
        table.caption = title
        table.columns = (
            Column("day", _("Month"), kind="month", head=True),
            Column("actual", actual.capitalize(), kind="number", digits=digits),
            Column("target", target.capitalize(), kind="number", digits=digits),
        )
    figures, language = tuple(points), _language()
    return _chart(
        title,
        subtitle,
        lambda form: chart_marks.line(figures, actual, target, digits, language, form),
        table,
        note,
    )


def bars(
    title: str,
    items: Sequence[Bar],
    *,
    digits: int = 0,
    value_label: Text = "",
    name_label: Text = "",
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw horizontal bars in the given order with the figure at each end; a target is a thin upright mark."""
    if table is None:
        table = _BarTable(items)
        table.caption = title
        table.columns = (
            Column("label", name_label or _("Name"), head=True),
            *_value_columns(items, value_label, digits),
        )
    figures, language = tuple(items), _language()
    return _chart(title, subtitle, lambda form: chart_marks.bars(figures, digits, language, form), table, note)


def _value_columns(items: Sequence[Bar], value_label: Text, digits: int) -> list[Column]:
    columns = [Column("value", value_label or _("Value"), kind="number", digits=digits)]
    if any(bar.target is not None for bar in items):
        columns.append(Column("target", _("Planned"), kind="number", digits=digits))
    return columns


def small_multiples(
    title: str,
    panels: Sequence[Panel],
    *,
    digits: int = 0,
    panel_label: Text = "",
    bar_label: Text = "",
    value_label: Text = "",
    subtitle: str = "",
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw one small column chart per panel, all with the same scale, so that they can be compared."""
    figures = tuple(Panel(panel.name, tuple(panel.bars)) for panel in panels)
    if table is None:
        everything = [bar for panel in figures for bar in panel.bars]
        rows = [
            {"panel": panel.name, "label": bar.label, "value": bar.value, "target": bar.target}
            for panel in figures
            for bar in panel.bars
        ]
        table = _BarTable(rows)
        table.caption = title
        table.columns = (
            Column("panel", panel_label or _("Name"), head=True),
            Column("label", bar_label or _("Period")),
            *_value_columns(everything, value_label, digits),
        )
    language = _language()
    return _chart(title, subtitle, lambda form: chart_marks.multiples(figures, digits, language, form), table, note)
