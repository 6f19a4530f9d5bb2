"""The calendar feed: its page, and the address that calendar programs fetch."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.tasks import actions_feed
from chancennetz.tasks import feed as feeds
from chancennetz.ui import feedback, parts

#: No token of ours is longer.
_LONGEST_TOKEN = 64


@declare.on(ObjectType.OWN_DAY, Action.READ)
def subscribe(request: Request) -> HttpResponse:
    """Switch the own calendar feed on, renew its address, switch it off. The address is shown once."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "off":
            actions_feed.switch_off_feed(by=request.actor)
            feedback.confirm(request, _("Switched off. The old address does not work any more."))
            return redirect("tasks:feed")
        token = actions_feed.renew_feed(by=request.actor)
        address = request.build_absolute_uri(reverse("tasks:feed_file", args=[token]))
    context = {
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "feed": feeds.own_feed(request.actor),
        "breadcrumb": [
            parts.Crumb(_("Appointments"), reverse("tasks:calendar")),
            parts.Crumb(_("Into my calendar")),
        ],
    }
    return render(request, "tasks/feed.html", context)


@declare.public("a secret address with 256 random bits; it gives times and towns, no names, and 404 otherwise")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The appointments behind a secret address. A program that asks again and again gets "not changed" back."""
    content = feeds.feed_of(token) if len(token) <= _LONGEST_TOKEN else None
    if content is None:
        raise Http404
    # When it was made is in every event; what counts is whether the appointments are the same.
    lines = "\n".join(line for line in content.splitlines() if not line.startswith("DTSTAMP"))
    tag = f'"{hashlib.sha256(lines.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="Termine.ics"'
    response["ETag"] = tag
    return response
