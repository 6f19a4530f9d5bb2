"""The family file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import declare
from chancennetz.access.constants import Facet
from chancennetz.access.http import FileRequest
from chancennetz.casework.constants import Phase, TimelineKind
from chancennetz.casework.queries.timeline import TimelineEntry
from chancennetz.casework.rules import phase_line
from chancennetz.portal.family import FamilyPage, family_page
from chancennetz.ui import parts

ICONS = {
    TimelineKind.CONTACT: "message-circle",
    TimelineKind.GOAL: "target",
    TimelineKind.STEP: "circle-check",
    TimelineKind.TEAM: "users",
    TimelineKind.CONSENT: "shield-check",
    TimelineKind.CASE: "folder",
    TimelineKind.PARTICIPATION: "user-check",
    TimelineKind.ASSESSMENT: "clipboard-list",
    TimelineKind.REFERRAL: "waypoints",
    TimelineKind.CONFERENCE: "users-round",
}


#: What comes next in each phase: the words, and the page on which it is done. In MONITORING the next steps say it.
NEXT = {
    Phase.CONTACT: (gettext_lazy("Next: the first consent"), "consentforms:give"),
    Phase.INTAKE: (gettext_lazy("Next: begin to take part"), "participation:overview"),
    Phase.ASSESSMENT: (gettext_lazy("Next: the assessment"), "assessments:list"),
    Phase.PLAN: (gettext_lazy("Next: agree goals"), "plans:goals"),
    Phase.LINKING: (gettext_lazy("Next: bring in help"), "referrals:list"),
    Phase.EXIT: (gettext_lazy("Next: ending and aftercare"), "handovers:overview"),
    Phase.AFTERCARE: (gettext_lazy("Next: aftercare"), "closure:aftercare"),
}


def _next_part(file_id: uuid.UUID, family: FamilyPage) -> parts.Action | None:
    """Return what comes next, for those who work on the plan of the family."""
    if family.phase not in NEXT or not family.may["change_plan"]:
        return None
    label, url_name = NEXT[family.phase]
    return parts.Action(str(label), reverse(url_name, args=[file_id]))


def _event(file_id: uuid.UUID, entry: TimelineEntry) -> parts.Event:
    url = reverse(entry.url_name, args=[file_id, entry.object_id]) if entry.url_name else ""
    return parts.Event(
        when=entry.at, title=entry.title, text=entry.text, who=entry.who, icon=ICONS[entry.kind], url=url
    )


def _kinds(request: FileRequest) -> tuple[TimelineKind, ...] | None:
    wanted = request.GET.get("show", "")
    return (TimelineKind(wanted),) if wanted in TimelineKind.values else None


def _page(request: FileRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdigit() and len(text) < 6 else 1


def _kind_chips(kinds: Iterable[TimelineKind], here: str) -> list[parts.Chip]:
    chips = [parts.Chip(_("All"), "?", current=not here)]
    return chips + [parts.Chip(kind.label, f"?show={kind.value}", current=kind.value == here) for kind in kinds]


@declare.in_file(Facet.FRAME)
def family(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The family file on one page: head, phase, people, history; beside it what comes next."""
    kinds, page = _kinds(request), _page(request)
    found = family_page(request.actor, request.file, request.facts, request.relations, kinds=kinds, page=page)
    shown = {"show": request.GET["show"]} if kinds else {}
    context: dict[str, Any] = {
        "file": request.file,
        "family": found,
        "phases": [parts.Step(phase.label, state) for phase, state in phase_line(found.phase)],
        "next_part": _next_part(file_id, found),
        "kind_chips": _kind_chips(found.kinds, request.GET.get("show", "") if kinds else ""),
        "events": [_event(file_id, entry) for entry in found.timeline.entries] if found.timeline else [],
        "newer_url": f"?{urlencode(shown | {'page': page - 1})}" if page > 1 else "",
        "older_url": f"?{urlencode(shown | {'page': page + 1})}" if found.timeline and found.timeline.has_more else "",
    }
    return render(request, "portal/family.html", context)
