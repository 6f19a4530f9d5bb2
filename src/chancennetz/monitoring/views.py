"""Pages of monitoring: target and actual, the programme, its import."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.access.rules import Target, decide
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.monitoring import figures, programme_tables, queries
from chancennetz.monitoring.actions_programme import import_programme
from chancennetz.monitoring.forms import FilterForm
from chancennetz.monitoring.models import Programme
from chancennetz.ui import parts
from chancennetz.ui.tables import Table
from chancennetz.ui.upload import ImportPage, import_page


def _may(request: Request, action: Action, on: ObjectType) -> bool:
    actor = request.actor
    return decide(actor, action, Target(on), actor.purpose, time.now()).allowed


def _download(request: Request, tables: list[Table], on: ObjectType) -> HttpResponse | None:
    """Return the file that the address asks for. Who may not export sees no links, and the address does not exist."""
    if not _may(request, Action.EXPORT, on):
        for table in tables:
            table.files = False
        if any(name.endswith("format") for name in request.GET):
            raise Http404
        return None
    for table in tables:
        file = table.download()
        if file is not None:
            record(
                kind=EntryKind.EXPORT,
                by=request.actor,
                action=f"monitoring.export.{table.filename}",
                object_type=on.value,
            )
            return file
    return None


def _chosen_programme(request: Request) -> Programme | None:
    asked = request.GET.get("programme", "")
    try:
        return queries.find_programme(programme_id=uuid.UUID(asked)) if asked else queries.current_programme()
    except ValueError:
        return queries.current_programme()


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if time.EARLIEST_DAY <= day <= time.today() else None


@require_GET
@declare.on(ObjectType.TALLY, Action.LIST)
def target_page(request: Request) -> HttpResponse:
    """Participants and hours against target. No personal data anywhere on this page."""
    programme = _chosen_programme(request)
    report = queries.report(programme, _day(request.GET.get("day", ""))) if programme else None
    if programme is None or report is None:
        may_import = _may(request, Action.CREATE, ObjectType.PROGRAMME)
        action = parts.Action(_("Import a programme"), reverse("monitoring:import"), "upload") if may_import else None
        return render(request, "monitoring/no_programme.html", {"action": action})
    form = FilterForm(request.GET or None, programmes=queries.programmes(), report=report)
    asked = form.cleaned_data if form.is_valid() else {}
    shown = [one for one in report.partners if asked.get("partner") in {None, "", str(one.partner.id)}]
    one_partner = shown[0] if asked.get("partner") else None
    year = asked.get("year")
    total = one_partner.figures if one_partner else report.total
    counts = [c for c in report.counts if one_partner is None or c.partner_id == one_partner.partner.id]
    months = figures.month_table(report, shown, year, request)
    modules = figures.module_table(report, total, request)
    by_partner = figures.partner_table(report, shown, request)
    analysis = queries.case_types(programme)
    case_types = figures.case_type_table(analysis, request)
    tables: list[Table] = [months, modules, by_partner, *([case_types] if case_types else [])]
    if file := _download(request, tables, ObjectType.TALLY):
        return file
    context = {
        "programme": programme,
        "report": report,
        "partner": one_partner,
        "place": f"{programme.name} · {one_partner.name}" if one_partner else programme.name,
        "filtered": form.is_bound,
        "figures": total,
        "finding": figures.sentence(total),
        "form": form,
        "course": figures.course_chart(report, counts, total, year),
        "multiples": None if one_partner or not report.partners else figures.partner_chart(report),
        "months": months,
        "modules": modules,
        "by_partner": by_partner,
        "case_types": case_types,
        "case_types_note": figures.as_of_note(analysis.as_of, figures.case_type_definition()),
        "participants_note": figures.as_of_note(report.as_of, figures.participants_definition()),
        "hours_note": figures.as_of_note(report.as_of, figures.hours_definition()),
    }
    return render(request, "monitoring/target.html", context, status=422 if form.errors else 200)


@require_GET
@declare.on(ObjectType.PROGRAMME, Action.LIST)
def programme_page(request: Request) -> HttpResponse:
    """The programme: partners, roles, posts, targets."""
    programme = _chosen_programme(request)
    may_import = _may(request, Action.CREATE, ObjectType.PROGRAMME)
    if programme is None:
        action = parts.Action(_("Import a programme"), reverse("monitoring:import"), "upload") if may_import else None
        return render(request, "monitoring/no_programme.html", {"action": action})
    found = programme_tables.build(programme, request)
    if file := _download(request, [found.partners, found.posts, found.targets], ObjectType.PROGRAMME):
        return file
    others = [
        parts.Chip(one.name, f"?programme={one.id}", current=one.id == programme.id) for one in queries.programmes()
    ]
    return render(
        request,
        "monitoring/programme.html",
        {
            "programme": programme,
            "tables": found,
            "frame_facts": [
                (
                    _("Period"),
                    _("%(first)s to %(last)s")
                    % {
                        "first": time.format_date(programme.valid_from, weekday=False),
                        "last": time.format_date(queries.period_of(programme)[1], weekday=False),
                    },
                ),
                (_("Funding"), programme.funding_notice),
            ],
            "may_import": may_import,
            "programmes": others if len(others) > 1 else [],
            "may_see_target": _may(request, Action.LIST, ObjectType.TALLY),
        },
    )


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.PROGRAMME, Action.CREATE, write=Action.CREATE)
def import_view(request: Request) -> HttpResponse:
    """Import a programme from a JSON file: check, see what would happen, confirm."""
    actor = request.actor
    page = ImportPage(
        title=_("Import a programme"),
        lead=_("Partners, roles, posts and targets from a file. First you see what would happen."),
        run=lambda data, dry_run: import_programme(by=actor, data=data, dry_run=dry_run),
        done_url=reverse("monitoring:programme"),
        accept=".json,application/json",
        rules=(
            _("JSON in UTF-8 with name, period, partners, staffing and targets."),
            _("Missing organisations are created. What is here already is brought up to date."),
            _("All or nothing: with a single defect nothing is imported."),
        ),
        breadcrumb=[
            parts.Crumb(_("Programme"), reverse("monitoring:programme")),
            parts.Crumb(_("Import")),
        ],
    )
    return import_page(request, page)
