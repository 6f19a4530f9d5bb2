"""What one party reads, seen by those who lead: the preview, invitation and minutes as PDF, the calendar file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs
from chancennetz.access.http import FileRequest
from chancennetz.conferences import actions, exports, queries, rules
from chancennetz.conferences.constants import ConsentCheck, PartyKind
from chancennetz.conferences.models import Conference
from chancennetz.conferences.seams import page_of
from chancennetz.core import time
from chancennetz.ui import parts
from chancennetz.ui.answering import or_404


def _find(request: FileRequest, conference_id: uuid.UUID) -> Conference:
    return or_404(queries.find_led(request.actor, request.file, conference_id))


def _seen_by(
    request: FileRequest, conference_id: uuid.UUID, party_id: uuid.UUID
) -> tuple[queries.Whole, queries.PartyView, queries.Packet]:
    """Return the conference, a party, and what it may know now; 404 when it may know nothing."""
    whole = queries.whole(_find(request, conference_id))
    view = whole.party(party_id)
    if view is None or view.check is ConsentCheck.MISSING or view.party.cut_at is not None:
        raise Http404
    return whole, view, queries.packet(whole, view)


def packet_facts(packet: queries.Packet) -> list[tuple[str, str]]:
    """Return where, about whom, and by whom a conference is led."""
    led = ", ".join(part for part in (packet.moderator, packet.keeper, packet.moderator_phone) if part)
    facts = [
        (_("Where"), packet.place),
        (pgettext("conference", "About"), " · ".join(packet.about)),
        (_("Led by"), led),
    ]
    if packet.preinfo_due and not packet.took_place:
        facts.append((_("Information beforehand until"), time.format_date(packet.preinfo_due)))
    return facts


@declare.in_file(Facet.CONFERENCE)
def preview(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """See the conference as a party sees it."""
    _whole, _view, packet = _seen_by(request, conference_id, party_id)
    title = _("What %(party)s sees") % {"party": packet.addressee}
    context = {
        "packet": packet,
        "packet_facts": packet_facts(packet),
        "title": title,
        "when": rules.when(packet.starts_at, packet.minutes),
        "back": page_of(file_id, conference_id),
        "breadcrumb": crumbs(request, parts.Crumb(_("Case conferences"), page_of(file_id)), parts.Crumb(title)),
    }
    return render(request, "conferences/preview.html", context)


@declare.in_file(Facet.CONFERENCE, read=Action.EXPORT)
def paper(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Invitation or minutes of one party as PDF (`?what=minutes`, `?large=1`); logged."""
    whole, view, packet = _seen_by(request, conference_id, party_id)
    what = exports.MINUTES if request.GET.get("what") == exports.MINUTES else exports.INVITATION
    checklist = queries.checklist(whole) if view.fact.kind is PartyKind.TEAM else []
    actions.note_print(by=request.actor, conference=whole.conference, party=view.party, what=what)
    return pdf_response(packet, what, large=request.GET.get("large") == "1", checklist=checklist)


def pdf_response(
    packet: queries.Packet, what: str, *, large: bool, checklist: Sequence[rules.Line] = ()
) -> HttpResponse:
    """Return a paper as an answer."""
    content = exports.paper(packet, what, large_print=large, checklist=checklist)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{exports.file_name(packet, what)}"'
    return response


@declare.in_file(Facet.CONFERENCE)
def calendar_file(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """The day as an iCalendar file, without names."""
    found = _find(request, conference_id)
    return calendar_response(found, request.build_absolute_uri(page_of(file_id, conference_id)))


def calendar_response(found: Conference, url: str) -> HttpResponse:
    """Return the calendar file as an answer; `url` leads back to the reader's own page."""
    response = HttpResponse(exports.calendar_file(found, url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="Fallkonferenz.ics"'
    return response
