"""One offer: what, for whom, when, how to get there; its calendar; telling that something is wrong."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from chancennetz.access import declare
from chancennetz.core import time
from chancennetz.mapsearch.directory import shelf
from chancennetz.mapsearch.hours import Day
from chancennetz.publicmap import calendar_file, details, markup, neighbours, presenting, when
from chancennetz.publicmap.constants import DAYS_IN_CALENDAR, Language
from chancennetz.publicmap.details import Details
from chancennetz.publicmap.views.common import Site, page, show
from chancennetz.publicmap.wording import wording
from chancennetz.upkeep import reporting
from chancennetz.upkeep.constants import ReportKind

_PUBLIC = declare.public("the support map is for everybody, without account")


def _find(offer_id: uuid.UUID) -> Details:
    found = details.one(offer_id)
    if found is None:
        raise Http404
    return found


@_PUBLIC
@page
def offer(request: HttpRequest, site: Site, offer_id: uuid.UUID) -> HttpResponse:
    """Everything about one offer."""
    found = _find(offer_id)
    shown = presenting.offer_page(found, site.language, time.now())
    address = site.full_url("offer", offer_id)
    context = {
        "offer": shown,
        "places": [(place, day_rows(place.days, site.language)) for place in shown.places],
        "address": address,
        "qr": markup.qr_code(address, site.words["qr"]),
        "data": markup.offer_data(shown, address, site.language),
        "neighbours": neighbours.of(shelf.current(), found, site.language, time.now()),
        "back_url": site.url("find", **_search_of(request)),
        "thanks": request.GET.get("thanks") == "1",
    }
    return show(request, site, "offer", context)


def _search_of(request: HttpRequest) -> dict[str, str]:
    """Return the search that led here, so that the way back leads to it."""
    kept = ("q", "town", "topic", "speaks", "view", "open", "walk_in", "free", "bus", "wheelchair")
    return {name: request.GET[name] for name in kept if request.GET.get(name)}


def day_rows(days: list[Day], language: Language) -> list[tuple[str, str, str]]:
    """Return (day, open times, holiday) in words for a table; times are empty on a closed day."""
    ask = wording(language.code)["hours_unknown"]
    return [
        (
            when.day(day.date, language),
            ", ".join(when.span(start, end, language) for start, end in day.spans) or (ask if day.unsure else ""),
            day.holiday,
        )
        for day in days
    ]


@_PUBLIC
@page
def calendar(request: HttpRequest, site: Site, offer_id: uuid.UUID) -> HttpResponse:
    """The open hours of the coming four weeks as iCalendar, for a phone's calendar."""
    found = _find(offer_id)
    shown = presenting.offer_page(found, site.language, time.now())
    content = calendar_file.write(shown, site.full_url("offer", offer_id), DAYS_IN_CALENDAR, time.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="hours.ics"'
    return response


@_PUBLIC
@page
def report(request: HttpRequest, site: Site, offer_id: uuid.UUID) -> HttpResponse:
    """Tell what is wrong. No name, no address; only pages with a form like this set a cookie (against forged forms)."""
    found = _find(offer_id)
    problem = ""
    if request.method == "POST":
        form = reporting.receive(request, found.service)
        if form is None:
            return redirect(f"{site.url('offer', offer_id, thanks='1')}#top")
        problem = site.words["report_choose" if form.has_error("kind") else "report_too_many"]
    context = {
        "name": presenting.offer_page(found, site.language, time.now()).name,
        "offer_id": offer_id,
        "kinds": [(kind.value, site.words[f"report_{kind.value}"]) for kind in ReportKind],
        "chosen": request.POST.get("kind", ""),
        "text": request.POST.get("text", ""),
        "problem": problem,
    }
    return show(request, site, "report", context, status=422 if problem else 200, has_form=True)
