"""Pages of take-up: numbers by quarter, signs of need, supply, reachability."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import declare, idempotency
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.access.rules import Target, decide
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.figures import maps
from chancennetz.places.models import Area
from chancennetz.places.queries import attribution, by_id
from chancennetz.supportmap.queries.offers import public_services
from chancennetz.takeup import actions, queries, rules, tables
from chancennetz.takeup.constants import (
    HINDRANCES,
    REACH_CHOICES,
    REACHABLE_MINUTES,
    AgeBand,
    Barrier,
    Journey,
    SignalKind,
)
from chancennetz.takeup.forms import NeedForm, QuarterForms
from chancennetz.ui import feedback, formats, parts
from chancennetz.ui.tables import Table
from chancennetz.ui.upload import ImportPage, import_page
from smallarea.disclosure.protected import TOTAL

_UNPROCESSABLE = 422


def _may(request: Request, action: Action) -> bool:
    actor = request.actor
    return decide(actor, action, Target(ObjectType.TAKE_UP), actor.purpose, time.now()).allowed


def _tabs(here: str) -> list[parts.Tab]:
    pages = (
        (_("Take-up"), "takeup:list"),
        (_("Need"), "takeup:demand"),
        (_("Gaps"), "takeup:supply"),
        (_("Within reach"), "takeup:reach"),
    )
    return [parts.Tab(label, reverse(name), current=name == here) for label, name in pages]


def _file_of(request: Request, table: Table) -> HttpResponse | None:
    """Return the file that the address asks for; who may not export sees no link, and the address does not exist."""
    if not _may(request, Action.EXPORT):
        table.files = False
        if any(name.endswith("format") for name in request.GET):
            raise Http404
        return None
    file = table.download()
    if file is not None:
        action = f"takeup.export.{table.filename}"
        record(kind=EntryKind.EXPORT, by=request.actor, action=action, object_type=ObjectType.TAKE_UP.value)
    return file


def _quarter(request: Request, known: list[dt.date]) -> dt.date:
    """Return the quarter in the address, else the newest that has numbers at its end (the one before this one)."""
    try:
        asked = dt.date.fromisoformat(request.GET.get("quarter") or request.POST.get("quarter") or "")
    except ValueError:
        asked = None
    if asked in known and asked is not None:
        return asked
    return known[1] if len(known) > 1 else known[0]


def _quarter_chips(known: list[dt.date], chosen: dt.date) -> list[parts.Chip]:
    return [
        parts.Chip(rules.quarter_name(one), f"?quarter={one.isoformat()}", current=one == chosen) for one in known[:8]
    ]


@require_GET
@declare.on(ObjectType.TAKE_UP, Action.LIST)
def take_up(request: Request) -> HttpResponse:
    """Places, used, waiting, turned away by offer in a quarter. Small numbers of persons are hidden."""
    known = queries.known_quarters()
    quarter = _quarter(request, known)
    rows = queries.quarter_figures(public_services(), quarter)
    told = [
        one for one in rows if any(value is not None for value in (one.places, one.used, one.waiting, one.turned_away))
    ]
    table = tables.FiguresTable(told, request)
    if file := _file_of(request, table):
        return file
    title = ngettext(
        "%(count)s offer with numbers for quarter %(quarter)s",
        "%(count)s offers with numbers for quarter %(quarter)s",
        len(told),
    ) % {"count": formats.number(len(told)), "quarter": rules.quarter_name(quarter)}
    context = {
        "title": title,
        "table": table,
        "chips": _quarter_chips(known, quarter),
        "full": [one for one in told if one.load is not None and one.load >= 1],
        "tabs": _tabs("takeup:list"),
        "may_enter": _may(request, Action.UPDATE),
        "enter_url": f"{reverse('takeup:enter')}?quarter={quarter.isoformat()}",
        "hidden": any("" in {one.used, one.waiting, one.turned_away} for one in told),
    }
    return render(request, "takeup/list.html", context)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.TAKE_UP, Action.UPDATE, write=Action.UPDATE)
def enter(request: Request) -> HttpResponse:
    """Enter the numbers of a quarter for all own offers on one page."""
    known = rules.quarters(time.today() - dt.timedelta(days=365), time.today())
    quarter = _quarter(request, known)
    services = list(queries.own_services(request.actor))
    rows = queries.entered([one.pk for one in services], quarter)
    forms = QuarterForms(services, rows, request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and forms.is_valid():
        try:
            changed = actions.enter_quarter(
                by=request.actor, quarter=quarter, figures=forms.figures(), versions=forms.versions()
            )
        except StaleVersion:
            problem = _("A colleague has saved other numbers meanwhile. They stand beside yours now; please compare.")
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            text = ngettext("Saved: %(count)s offer changed.", "Saved: %(count)s offers changed.", changed)
            feedback.confirm(request, text % {"count": changed})
            return redirect(f"{reverse('takeup:list')}?quarter={quarter.isoformat()}")
    refused = request.method == "POST"
    context = {
        "forms": forms.forms,
        "rows": rows,
        "quarter": quarter,
        "quarter_name": rules.quarter_name(quarter),
        "chips": _quarter_chips(known, quarter),
        "problem": problem or (_("Please look at the marked numbers.") if refused else ""),
        "stale": [(one.service, rows[one.service.pk]) for one in forms.forms if problem and one.service.pk in rows],
        "breadcrumb": [parts.Crumb(_("Take-up"), reverse("takeup:list")), parts.Crumb(_("Enter numbers"))],
    }
    return render(request, "takeup/enter.html", context, status=_UNPROCESSABLE if refused else 200)


def _topic(kind: SignalKind, topic: str) -> str:
    return str(Barrier(topic).label) if kind in HINDRANCES and topic in Barrier.values else topic


@require_GET
@declare.on(ObjectType.TAKE_UP, Action.LIST)
def demand(request: Request) -> HttpResponse:
    """What is searched for, named and wished for in the last twelve months. Nobody is known here."""
    asked = request.GET.get("kind", "")
    kind = SignalKind(asked) if asked in SignalKind.values else SignalKind.SEARCH
    last = time.today().replace(day=1)
    found = queries.signals(kind, last.replace(year=last.year - 1), last)
    rows = [
        {
            "topic": _topic(kind, str(key[0])),
            "number": tables.count_text("" if found.is_suppressed(key) else int(found[key] or 0)),
        }
        for key in (found or {})
        if found is not None and key[0] != TOTAL
    ]
    table = tables.SignalTable(rows, request)
    if file := _file_of(request, table):
        return file
    chips = [parts.Chip(str(one.label), f"?kind={one.value}", current=one is kind) for one in SignalKind]
    context = {
        "table": table,
        "chips": chips,
        "tabs": _tabs("takeup:demand"),
        "hidden": bool(found and found.suppressed),
        "may_tell": _may(request, Action.CREATE),
    }
    return render(request, "takeup/demand.html", context)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.TAKE_UP, Action.CREATE, write=Action.CREATE)
def tell(request: Request) -> HttpResponse:
    """Tell what a family wished for, or what hinders; nobody is named."""
    if request.method == "POST" and (earlier := idempotency.claim(request)):
        return redirect(earlier)
    towns = [(one.key, one.name) for one in queries.towns()]
    form = NeedForm(request.POST or None, topics=queries.topics(), towns=towns)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kind = SignalKind(data["kind"])
        try:
            actions.tell_need(by=request.actor, kind=kind, topic=data["topic"], municipality_key=data["town"])
        except ValidationError as error:
            form.add_error("topic", error.message_dict["topic"])
        else:
            address = f"{reverse('takeup:demand')}?kind={kind.value}"
            idempotency.remember(request, address)
            feedback.confirm(request, _("Counted. Nobody is named."))
            return redirect(address)
    way = [parts.Crumb(_("Need"), reverse("takeup:demand")), parts.Crumb(_("Tell of a need"))]
    context = {"form": form, "breadcrumb": way}
    return render(request, "takeup/tell.html", context, status=_UNPROCESSABLE if form.errors else 200)


def _map(
    title: str, areas: list[Area], values: dict[uuid.UUID, float | None], words: dict[uuid.UUID, str], note: str
) -> Any:
    drawn = [area for area in areas if area.geometry]
    if not drawn:
        return None
    steps = rules.levels([values.get(area.pk) for area in drawn])
    shown = [
        maps.Area(area.name, area.geometry or {}, text=words.get(area.pk, ""), level=step)
        for area, step in zip(drawn, steps, strict=True)
    ]
    return maps.build(title, attribution=attribution(drawn), areas=shown, note=note)


@require_GET
@declare.on(ObjectType.TAKE_UP, Action.LIST)
def supply(request: Request) -> HttpResponse:
    """Offers per 1,000 children by life stage and town; where children live and nothing is for them."""
    asked = request.GET.get("band", "")
    band = AgeBand(asked) if asked in AgeBand.values else AgeBand.NURSERY
    towns = queries.towns()
    found = {one.area_key: one for one in queries.supply(towns, band)}
    rows = [
        {
            "name": town.name,
            "children": found[town.key].children,
            "offers": found[town.key].offers,
            "rate": found[town.key].rate,
        }
        for town in towns
    ]
    table = tables.SupplyTable(rows, request)
    if file := _file_of(request, table):
        return file
    source = queries.children_source()
    note = _("Offers that say for which ages they are, where they are found or whose area they serve.")
    if source is not None:
        note += " " + _("Children: %(source)s, %(day)s.") % {"source": source[0], "day": time.format_date(source[1])}
    words = {
        town.pk: _("%(offers)s offers, %(rate)s per 1,000 children")
        % {"offers": found[town.key].offers, "rate": formats.number(found[town.key].rate or 0, 1)}
        if found[town.key].rate is not None
        else _("%(offers)s offers") % {"offers": found[town.key].offers}
        for town in towns
    }
    context = {
        "table": table,
        "chips": [parts.Chip(str(one.label), f"?band={one.value}", current=one is band) for one in AgeBand],
        "map": _map(str(tables.SupplyTable.caption), towns, {t.pk: found[t.key].rate for t in towns}, words, note),
        "gaps": [town.name for town in towns if found[town.key].is_gap],
        "band": band.label,
        "has_children": source is not None,
        "may_import": _may(request, Action.EXPORT),
        "tabs": _tabs("takeup:supply"),
    }
    return render(request, "takeup/supply.html", context)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.TAKE_UP, Action.EXPORT, write=Action.EXPORT)
def supply_import(request: Request) -> HttpResponse:
    """Import how many children live where: check, see what would happen, confirm."""
    page = ImportPage(
        title=_("Import numbers of children"),
        lead=_("How many children of each age live in each town or social space. First you see what would happen."),
        run=lambda data, dry_run: actions.import_children(by=request.actor, data=data, dry_run=dry_run),
        done_url=reverse("takeup:supply"),
        accept=".csv,text/csv",
        rules=(
            _("CSV in UTF-8 with the columns area_key, age_band, day, number and source."),
            _("The area key is the official key (8 digits for a town); the areas must be here already."),
            _("Ages are 0-3, 3-6, 6-10, 10-16 and 16-25; 3-6 means three to five years."),
            _("Numbers of the register office, protected by it: this page shows them as they are."),
        ),
        breadcrumb=[parts.Crumb(_("Gaps"), reverse("takeup:supply")), parts.Crumb(_("Import"))],
    )
    return import_page(request, page)


def _journey(request: Request) -> tuple[Journey, int]:
    """Return time of day and minutes from the address, or what is usual."""
    asked = request.GET.get("journey", "")
    minutes = request.GET.get("minutes", "")
    known = {str(one): one for one in REACH_CHOICES}
    return Journey(asked) if asked in Journey.values else Journey.MORNING, known.get(minutes, REACHABLE_MINUTES)


def _journey_chips(journey: Journey, minutes: int) -> dict[str, list[parts.Chip]]:
    return {
        "journeys": [
            parts.Chip(str(one.label), f"?journey={one.value}&minutes={minutes}", current=one is journey)
            for one in Journey
        ],
        "minutes": [
            parts.Chip(
                _("%(count)s minutes") % {"count": one}, f"?journey={journey.value}&minutes={one}", one == minutes
            )
            for one in REACH_CHOICES
        ],
    }


@require_GET
@declare.on(ObjectType.TAKE_UP, Action.LIST)
def reach(request: Request) -> HttpResponse:
    """How many offers one gets to without a car from each town, on a map and in a table."""
    journey, minutes = _journey(request)
    towns = queries.towns()
    counts = queries.reachable_counts(journey, minutes)
    rows = [
        {"name": one.name, "number": counts[one.pk], "url": tables.reach_url(one.pk, journey.value, minutes)}
        for one in towns
    ]
    table = tables.TownReachTable(rows, request)
    if file := _file_of(request, table):
        return file
    words = {
        one.pk: ngettext("%(count)s offer", "%(count)s offers", counts[one.pk]) % {"count": counts[one.pk]}
        for one in towns
    }
    computed = queries.reach_computed_at()
    note = _("From the middle of each town, by bus, train and on foot.")
    context = {
        "table": table,
        "map": _map(
            str(tables.TownReachTable.caption), towns, {one.pk: float(counts[one.pk]) for one in towns}, words, note
        ),
        "chips": _journey_chips(journey, minutes),
        "computed": computed,
        "tabs": _tabs("takeup:reach"),
    }
    return render(request, "takeup/reach.html", context)


@require_GET
@declare.on(ObjectType.TAKE_UP, Action.READ)
def reach_from(request: Request, area_id: uuid.UUID) -> HttpResponse:
    """What one gets to from one town, nearest first."""
    area = by_id(area_id)
    if area is None:
        raise Http404
    journey, minutes = _journey(request)
    rows = [
        {
            "name": service.name,
            "organisation": str(service.organisation),
            "minutes": away,
            "way": _("on foot") if on_foot else _("by bus or train"),
            "url": reverse("offerediting:detail", args=[service.pk]),
        }
        for service, away, on_foot in queries.reachable(area, journey, minutes)
    ]
    table = tables.ReachTable(rows, request)
    if file := _file_of(request, table):
        return file
    title = ngettext(
        "%(count)s offer within %(minutes)s minutes of %(town)s",
        "%(count)s offers within %(minutes)s minutes of %(town)s",
        len(rows),
    ) % {"count": formats.number(len(rows)), "minutes": minutes, "town": area.name}
    context = {
        "title": title,
        "table": table,
        "chips": _journey_chips(journey, minutes),
        "breadcrumb": [parts.Crumb(_("Within reach"), reverse("takeup:reach")), parts.Crumb(area.name)],
    }
    return render(request, "takeup/reach_from.html", context)
