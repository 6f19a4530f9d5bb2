"""Tables and charts of the target page, all made from one report."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.figures import charts
from chancennetz.monitoring import labels, rules
from chancennetz.monitoring.constants import BASIC_MODULE, SMALL_NUMBER
from chancennetz.monitoring.models import Module
from chancennetz.monitoring.queries import CaseTypeAnalysis, PartnerReport, Report
from chancennetz.ui import formats
from chancennetz.ui.tables import Column, Table
from smallarea.disclosure.protected import TOTAL


def against_plan(ahead: int) -> str:
    """Say how far actual and plan are apart: "8 more than planned"."""
    if ahead > 0:
        return _("%(number)s more than planned") % {"number": formats.number(ahead)}
    if ahead < 0:
        return _("%(number)s fewer than planned") % {"number": formats.number(-ahead)}
    return _("exactly as planned")


def sentence(figures: rules.Figures) -> str:
    """Say the whole page in one sentence: "412 of 605 participants, 8 more than planned"."""
    return _("%(actual)s of %(target)s participants, %(gap)s") % {
        "actual": formats.number(figures.participants),
        "target": formats.number(figures.basic.target_participants),
        "gap": against_plan(figures.ahead),
    }


def as_of_note(as_of: dt.date, definition: str) -> str:
    """Return date, source and definition as they stand under a figure."""
    return _("As of %(day)s. Source: counts of the partners, entered daily. %(definition)s") % {
        "day": time.format_date(as_of),
        "definition": definition,
    }


def participants_definition() -> str:
    """Say who is counted as a participant."""
    return _(
        "Participants are people who have begun counselling; whoever leaves stays counted. "
        "Planned to date: the target, spread evenly over the days of the programme."
    )


def hours_definition() -> str:
    """Say what hours are."""
    return _("Hours are minutes of counselling divided by 60, by the module they were booked on.")


def course_chart(
    report: Report, counts: Sequence[rules.Count], figures: rules.Figures, year: int | None
) -> charts.Chart:
    """Draw participants to date against plan, by month."""
    moments = rules.course(counts, figures.basic.target_participants, report.period, report.as_of)
    points = [
        charts.Point(moment.day, moment.actual, moment.planned)
        for moment in moments
        if year is None or moment.day.year == year
    ]
    title = _("%(actual)s people have begun counselling, %(planned)s were planned by now") % {
        "actual": formats.number(figures.participants),
        "planned": formats.number(figures.basic.planned_participants),
    }
    return charts.line_with_target(
        title,
        points,
        subtitle=_("Participants to date, end of each month"),
        note=as_of_note(report.as_of, participants_definition()),
    )


def partner_chart(report: Report) -> charts.Chart:
    """Draw each partner's participants by the end of each year, all with one scale; the mark is the plan."""
    counselling = [one for one in report.partners if one.figures.basic.target_participants]
    panels = [charts.Panel(_panel_name(one), _year_bars(one)) for one in counselling]
    reached = sum(1 for one in counselling if one.figures.ahead >= 0)
    title = _("%(reached)s of %(all)s partners have reached what was planned by now") % {
        "reached": formats.number(reached),
        "all": formats.number(len(counselling)),
    }
    return charts.small_multiples(
        title,
        panels,
        subtitle=_("Participants to date, end of each year; the line marks the plan"),
        panel_label=_("Partner"),
        bar_label=_("Year"),
        value_label=_("Participants"),
        note=as_of_note(report.as_of, participants_definition()),
    )


def _panel_name(one: PartnerReport) -> str:
    return f"{one.name}, {one.partner.site}" if one.partner.site else one.name


def _year_bars(one: PartnerReport) -> tuple[charts.Bar, ...]:
    bars: dict[int, charts.Bar] = {}
    for month in one.months:
        bars[month.month.year] = charts.Bar(
            str(month.month.year), month.participants_to_date, target=month.planned_to_date
        )
    return tuple(bars.values())


class ModuleTable(Table):
    """Target, plan and actual by module."""

    caption = gettext_lazy("Participants and hours by module")
    filename = "modules"
    columns = (
        Column("label", gettext_lazy("Module"), head=True, sort=False),
        Column("participants", gettext_lazy("Participants"), kind="number", sort=False),
        Column("planned_participants", gettext_lazy("Planned to date"), kind="number", sort=False),
        Column("target_participants", gettext_lazy("Target"), kind="number", sort=False),
        Column("hours", gettext_lazy("Hours"), kind="number", digits=1, sort=False),
        Column("planned_hours", gettext_lazy("Hours planned to date"), kind="number", sort=False),
        Column("target_hours", gettext_lazy("Target of hours"), kind="number", sort=False),
    )


class PartnerTable(Table):
    """Target, plan and actual by partner."""

    caption = gettext_lazy("Participants and hours by partner")
    filename = "partners"
    columns = (
        Column("name", gettext_lazy("Partner"), head=True),
        Column("site", gettext_lazy("Town")),
        Column("participants", gettext_lazy("Participants"), kind="number", total=True),
        Column("planned", gettext_lazy("Planned to date"), kind="number", digits=1, total=True),
        Column("target", gettext_lazy("Target"), kind="number", total=True),
        Column("hours", gettext_lazy("Hours"), kind="number", digits=1, total=True),
        Column("target_hours", gettext_lazy("Target of hours"), kind="number", total=True),
    )
    default_sort = "name"


class MonthTable(Table):
    """One row per partner and month."""

    caption = gettext_lazy("Participants and hours by partner and month")
    filename = "participants-and-hours"
    default_sort = "-month"
    page_size = 30
    empty_title = gettext_lazy("No months to show yet")
    empty_text = gettext_lazy("Figures appear here as soon as the programme has begun.")


def _hours_head(module: Module) -> str:
    """Head of a column of hours, short for the modules that every such programme has."""
    short = {BASIC_MODULE: _("basic"), "benefits": _("benefits"), "employment": _("employment")}
    return _("Hours: %(module)s") % {"module": short.get(module.key, module.label)}


@dataclasses.dataclass(frozen=True, slots=True)
class MonthRow:
    """A row of the table by partner and month; hours by module key."""

    partner: str
    site: str
    month: dt.date
    new: int
    to_date: int
    planned: int
    hours: dict[str, float]

    @property
    def all_hours(self) -> float:
        """Hours of all modules."""
        return sum(self.hours.values())


def month_table(report: Report, shown: Sequence[PartnerReport], year: int | None, request: Any) -> MonthTable:
    """Return the table by partner and month, with one column of hours per module."""
    rows = [
        MonthRow(
            partner=one.name,
            site=one.partner.site,
            month=month.month,
            new=month.new_participants,
            to_date=month.participants_to_date,
            planned=month.planned_to_date,
            hours={module.key: month.minutes.get(module.key, 0) / 60 for module in report.modules},
        )
        for one in shown
        for month in one.months
        if year is None or month.month.year == year
    ]
    table = MonthTable(rows, request, prefix="m")
    table.columns = (
        Column("month", _("Month"), kind="month", head=True),
        Column("partner", _("Partner")),
        Column("new", _("New participants"), kind="number"),
        Column("to_date", _("Participants to date"), kind="number"),
        Column("planned", _("Planned to date"), kind="number"),
        *(Column(f"hours.{module.key}", _hours_head(module), kind="number", digits=1) for module in report.modules),
        Column("all_hours", _("Hours in all"), kind="number", digits=1),
    )
    table.notes = (as_of_note(report.as_of, participants_definition()), hours_definition())
    return table


def module_table(report: Report, figures: rules.Figures, request: Any) -> ModuleTable:
    """Return target, plan and actual by module."""
    table = ModuleTable(figures.modules, request, prefix="k")
    table.notes = (as_of_note(report.as_of, participants_definition()), hours_definition())
    return table


def partner_table(report: Report, shown: Sequence[PartnerReport], request: Any) -> PartnerTable:
    """Return target, plan and actual by partner."""
    rows = [
        {
            "name": one.name,
            "site": one.partner.site,
            "participants": one.figures.participants,
            "planned": one.figures.basic.planned_exactly,
            "target": one.figures.basic.target_participants,
            "hours": one.figures.hours,
            "target_hours": one.figures.target_hours,
        }
        for one in shown
    ]
    table = PartnerTable(rows, request, prefix="p")
    table.notes = (as_of_note(report.as_of, participants_definition()), hours_definition())
    return table


class CaseTypeTable(Table):
    """Participants by case type, small numbers hidden."""

    caption = gettext_lazy("Participants by case type")
    filename = "case-types"
    columns = (
        Column("label", gettext_lazy("Case type"), head=True, sort=False),
        Column("number", gettext_lazy("Participants"), kind="number", sort=False),
    )


def case_type_table(analysis: CaseTypeAnalysis, request: Any) -> CaseTypeTable | None:
    """Return the protected table; None when there is too little to show. Hidden figures stand last, in words."""
    if analysis.table is None:
        return None
    rows = [
        {"label": labels.case_type(str(point.key[0])), "number": _("hidden") if point.suppressed else point.value}
        for point in analysis.table.chart_data(largest_first=True)
        if point.key != (TOTAL,)
    ]
    rows.append({"label": _("Total"), "number": analysis.table[TOTAL,]})
    table = CaseTypeTable(rows, request, prefix="c")
    table.notes = (as_of_note(analysis.as_of, case_type_definition()),)
    return table


def case_type_definition() -> str:
    """Say how the analysis is protected and why."""
    return _(
        "Participants by what their case is mainly about, at the end of the last full quarter. Counts below "
        "%(limit)s are hidden, and further ones so that nobody can compute them."
    ) % {"limit": SMALL_NUMBER}
