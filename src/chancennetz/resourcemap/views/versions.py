"""Versions of the resource map: compare two, bring one back."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.resourcemap import actions, queries
from chancennetz.resourcemap.queries import MapView
from chancennetz.resourcemap.views.parts import crumbs, map_url, note
from chancennetz.ui import feedback
from chancennetz.ui.parts import Chip


@declare.in_file(Facet.INTAKE)
def versions(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """All versions of the map; two of them side by side (`?from=3&to=5`); bring one back."""
    file = request.file
    facets = file_pages.opened(request, SECTION_FACETS)
    rows = queries.map_versions(file, facets)
    numbers = [row.number for row in rows]
    chosen = [_number(request, name, numbers) for name in ("from", "to")]
    newest = numbers[0] if numbers else 0
    start, end = chosen[0] or (newest - 1 if newest > 1 else newest), chosen[1] or newest
    before, now = queries.map_of(file, start, facets), queries.map_of(file, end, facets)
    note(request, now)
    note(request, before)
    context = {
        "breadcrumb": crumbs(request, _("Versions")),
        "file": file,
        "rows": rows,
        "newest": newest,
        "start": start,
        "end": end,
        "start_chips": [Chip(str(one), f"?from={one}&to={end}", current=one == start) for one in numbers],
        "end_chips": [Chip(str(one), f"?from={start}&to={one}", current=one == end) for one in numbers],
        "changes": _differences(before, now),
        "may_write": file_pages.opens(request, Facet.INTAKE, Action.UPDATE),
        "map_url": map_url(file_id),
    }
    return render(request, "resourcemap/versions.html", context)


def _number(request: FileRequest, name: str, numbers: list[int]) -> int | None:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
    return number if number in numbers else None


def _differences(before: MapView, now: MapView) -> list[tuple[str, str, str, str]]:
    """Return (area, what, before, now) for everything that differs between two versions."""
    found = []
    for area in now.areas:
        left, right = _told(before, area), _told(now, area)
        found += [(str(area.label), name, left[name], right[name]) for name in right if left[name] != right[name]]
    return found


def _told(view: MapView, area: LifeArea) -> dict[str, str]:
    """Write an area as text, one line per resource and fine goal."""
    content = view.areas[area]
    names = {one.id: one.name for other in view.areas.values() for one in other.resources}
    lines = []
    for one in content.lines:
        facts = [", ".join(names[i] for i in one.resource_ids if i in names), one.partners, one.timing]
        facts.append(time.format_date(one.due_on, weekday=False) if one.due_on else "")
        facts.append(_("done") if one.done_on else "")
        inside = "; ".join(fact for fact in facts if fact)
        lines.append(f"{one.goal} ({inside})" if inside else one.goal)
    resources = [f"{one.name} ({one.level.label})" for one in content.resources]
    return {
        _("State"): content.state,
        _("Resources"): "\n".join(resources),
        _("Fine goals"): "\n".join(lines),
    }


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def restore(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Bring an earlier version of the map back."""
    text = request.POST.get("number", "").split("/")  # "which version/the newest one that the reader saw"
    if len(text) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 9 for one in text):
        raise Http404
    address = reverse("resourcemap:map_versions", args=[file_id])
    try:
        ok, _new = file_pages.saved(
            request,
            None,
            lambda: actions.restore(by=request.actor, file=request.file, number=int(text[0]), expected=int(text[1])),
        )
    except StaleVersion:
        feedback.confirm(request, _("Somebody changed the map meanwhile. Please look again."), tone="warning")
        return redirect(address)
    return file_pages.finish(request, _("The earlier version is back."), map_url(file_id)) if ok else redirect(address)
