"""Reading programmes, targets and counts: a fixed number of queries, and nothing about persons."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Hashable, Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from chancennetz.core import time
from chancennetz.core.time import LATEST_DAY
from chancennetz.monitoring import rules
from chancennetz.monitoring.constants import SMALL_NUMBER, PartnerRole, What
from chancennetz.monitoring.models import Module, Partner, Programme, Staffing, Tally, Target
from smallarea.disclosure.protected import TOTAL, ProtectedTable
from smallarea.small_numbers import protect_counts


def current_programme(day: dt.date | None = None) -> Programme | None:
    """Return the programme that runs on a day (default: today); between programmes the one that began last."""
    day = day or time.today()
    running = Programme.objects.on(day).order_by("-valid_from").first()
    found: Programme | None = running or Programme.objects.order_by("-valid_from").first()
    return found


def find_programme(name: str = "", programme_id: uuid.UUID | None = None) -> Programme | None:
    """Return a programme by id or name; the current one when neither is given."""
    if programme_id is not None:
        return Programme.objects.filter(pk=programme_id).first()
    return Programme.objects.filter(name=name).first() if name else current_programme()


def programmes() -> list[Programme]:
    """Return all programmes, the youngest first."""
    return list(Programme.objects.order_by("-valid_from", "name"))


def modules(programme: Programme) -> list[Module]:
    """Return the modules of a programme in their order; `key`, `label`, `hours_each`."""
    return list(Module.objects.filter(programme=programme).order_by("position", "key"))


def module_hours(programme: Programme) -> dict[str, int]:
    """Return the planned hours per participant by module key: {"basic": 23, "benefits": 10, "employment": 10}."""
    return {module.key: module.hours_each for module in modules(programme)}


def partners(programme: Programme) -> list[Partner]:
    """Return all partners with their organisations, in the order of roles and names."""
    found = Partner.objects.filter(programme=programme).select_related("organisation")
    order = {role: place for place, role in enumerate(PartnerRole.values)}
    return sorted(found, key=lambda partner: (order[partner.role], partner.organisation.sort_name))


def partner_of(programme: Programme, organisation_id: uuid.UUID, day: dt.date | None = None) -> Partner | None:
    """Return as what an organisation is counted on a day: as provider when it is one, else in its first role."""
    held = list(Partner.objects.on(day).filter(programme=programme, organisation_id=organisation_id))
    order = [PartnerRole.PROVIDER, *PartnerRole]
    return min(held, key=lambda partner: order.index(PartnerRole(partner.role)), default=None)


def staffing(programme: Programme) -> list[Staffing]:
    """Return the planned posts of all partners."""
    found = Staffing.objects.filter(partner__programme=programme).select_related("partner__organisation")
    return list(found.order_by("partner__organisation__sort_name", "function"))


def targets(programme: Programme) -> list[Target]:
    """Return the targets of the programme (partner empty) and of its partners."""
    found = Target.objects.filter(programme=programme).select_related("module", "partner__organisation")
    return list(found.order_by("module__position", "partner__organisation__sort_name"))


def tallies(programme: Programme, as_of: dt.date) -> QuerySet[Tally]:
    """Return the counts of a programme up to and including a day."""
    return Tally.objects.filter(programme=programme, day__lte=as_of)


def counts(programme: Programme, as_of: dt.date) -> list[rules.Count]:
    """Return the counts summed by partner, month, kind and module (one query)."""
    grouped = (
        tallies(programme, as_of)
        .annotate(month=TruncMonth("day"))
        .values("partner_id", "month", "what", "module")
        .annotate(total=Sum("number"))
        .order_by("month", "partner_id", "what", "module")
    )
    return [
        rules.Count(row["partner_id"], row["month"], row["what"], row["module"], row["total"])
        for row in grouped
        if row["total"]
    ]


def period_of(programme: Programme) -> tuple[dt.date, dt.date]:
    """Return the first and last day over which targets are spread; without an end, three years."""
    end = programme.valid_to or time.add_months(programme.valid_from, 36) - dt.timedelta(days=1)
    return programme.valid_from, min(end, LATEST_DAY)


@dataclasses.dataclass(frozen=True, slots=True)
class PartnerReport:
    """The figures of one partner."""

    partner: Partner
    figures: rules.Figures
    months: tuple[rules.MonthFigure, ...]

    @property
    def name(self) -> str:
        """The name of the organisation, short when it has a short one."""
        return str(self.partner.organisation)


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """Target and actual of a programme on a day."""

    programme: Programme
    as_of: dt.date
    period: tuple[dt.date, dt.date]
    modules: tuple[Module, ...]
    total: rules.Figures
    partners: tuple[PartnerReport, ...]
    counts: tuple[rules.Count, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON: participants, and hours by module key, for target, actual and each partner."""
        return {
            "programme": self.programme.name,
            "as_of": self.as_of.isoformat(),
            "target": _target_dict(self.total),
            "planned_to_date": _planned_dict(self.total),
            "actual": _actual_dict(self.total),
            "partners": [
                {
                    "organisation": one.partner.organisation.name,
                    "role": one.partner.role,
                    "site": one.partner.site,
                    **_actual_dict(one.figures),
                    "target": _target_dict(one.figures),
                    "planned_to_date": _planned_dict(one.figures),
                }
                for one in self.partners
            ],
        }


def _actual_dict(figures: rules.Figures) -> dict[str, Any]:
    return {
        "participants": figures.participants,
        "participants_by_module": {module.key: module.participants for module in figures.modules},
        "hours": {module.key: round(module.hours, 2) for module in figures.modules},
    }


def _target_dict(figures: rules.Figures) -> dict[str, Any]:
    return {
        "participants": figures.basic.target_participants,
        "participants_by_module": {module.key: module.target_participants for module in figures.modules},
        "hours": {module.key: module.target_hours for module in figures.modules},
    }


def _planned_dict(figures: rules.Figures) -> dict[str, Any]:
    return {
        "participants": figures.basic.planned_participants,
        "hours": {module.key: module.planned_hours for module in figures.modules},
    }


def report(programme: Programme, as_of: dt.date | None = None) -> Report | None:
    """Return target and actual on a day (default: today) in four queries; None when the programme has no modules.

    Partners are those with a target or with counts; the total contains all counts.
    """
    as_of = as_of or time.today()
    found = modules(programme)
    if not found:
        return None
    period, keys = period_of(programme), [(module.key, module.label) for module in found]
    key_of = {module.id: module.key for module in found}
    everything = counts(programme, as_of)
    goals = [
        rules.Goal(target.partner_id, key_of[target.module_id], target.participants, target.hours)
        for target in Target.objects.filter(programme=programme)
    ]
    concerned = {goal.partner_id for goal in goals} | {count.partner_id for count in everything}
    parts = []
    for partner in partners(programme):
        if partner.id not in concerned:
            continue
        own_goals = [goal for goal in goals if goal.partner_id == partner.id]
        own = [count for count in everything if count.partner_id == partner.id]
        figures = rules.figures(keys, own, own_goals, period, as_of)
        months = rules.by_month(partner.id, own, figures.basic.target_participants, period, as_of)
        parts.append(PartnerReport(partner, figures, tuple(months)))
    of_all = [goal for goal in goals if goal.partner_id is None]
    return Report(
        programme=programme,
        as_of=as_of,
        period=period,
        modules=tuple(found),
        total=rules.figures(keys, everything, of_all, period, as_of),
        partners=tuple(parts),
        counts=tuple(everything),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class CaseTypeAnalysis:
    """Participants by case type at the end of a quarter; small counts are hidden. None: too few to show anything."""

    as_of: dt.date
    table: ProtectedTable | None


def case_types(programme: Programme, day: dt.date | None = None) -> CaseTypeAnalysis:
    """Return participants by case type at the end of the last full quarter (Falltypenanalyse), protected.

    The day cannot be chosen: two analyses a day apart would show the case type of the one person who began between
    them. It is not broken down by partner for the same reason. The total is known from the target page, so a pattern
    that would have to hide it is no protection: then nothing is shown.
    """
    as_of = rules.last_quarter_end(day or time.today())
    grouped = (
        tallies(programme, as_of).filter(what=What.ENTRY).values("case_type").annotate(total=Sum("number")).order_by()
    )
    found: dict[Hashable, int | Mapping[Hashable, int]] = {
        row["case_type"]: row["total"] for row in grouped if row["total"] > 0
    }
    if len(found) < 2:
        return CaseTypeAnalysis(as_of, None)
    table = protect_counts(found, SMALL_NUMBER, dimensions=("case_type",))
    return CaseTypeAnalysis(as_of, None if table.is_suppressed((TOTAL,)) else table)
