"""The first page of each role, search, and help."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access import declare, rules
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import Request
from chancennetz.core import time
from chancennetz.core.text import clean_line
from chancennetz.portal import day, finder
from chancennetz.tasks.hooks import notices_for

#: Where each role begins. Who works with families begins with the day.
HOME: dict[str, str] = {
    Role.COUNSELLOR: "portal:my_day",
    Role.TEAM_LEAD: "portal:my_day",
    Role.COORDINATOR: "portal:my_day",
    Role.JOB_CENTRE: "portal:my_day",
    Role.PROJECT_LEAD: "monitoring:target",
    Role.PRIVACY: "portal:log",
    Role.ADMIN: "accounts:users",
}


@declare.public("sends to the login or to one's own first page")
def home(request: Request) -> HttpResponse:
    """Send everybody where their work begins."""
    actor = request.actor
    if actor.user_id is None:
        return redirect("account_login")
    name = HOME.get(actor.role, "portal:my_day")
    try:
        return redirect(reverse(name))
    except NoReverseMatch:
        return redirect("portal:my_day")


def _greeting(moment: dt.datetime) -> Any:
    hour = moment.astimezone(time.BERLIN).hour
    if hour < 11:
        return _("Good morning")
    return _("Good day") if hour < 18 else _("Good evening")


def _weekly_hours(request: Request) -> Any:
    """Return the weekly hours of the membership in which the reader acts."""
    acting = [one for one in request.memberships if one.id == request.actor.membership_id]
    return acting[0].weekly_hours if acting else None


@declare.on(ObjectType.OWN_DAY, Action.READ)
def my_day(request: Request) -> HttpResponse:
    """Today's appointments, what is due, which families wait, hours of the week."""
    actor = request.actor
    works_on_cases = rules.decide(
        actor, Action.LIST, rules.Target(ObjectType.CASELOAD), actor.purpose, time.now()
    ).allowed
    context = {
        "greeting": _greeting(time.now()),
        "today": time.today(),
        "back": f"?next={reverse('portal:my_day')}",
        "first_name": actor.display_name.split(" ")[0],
        "may_open": rules.decide(
            actor, Action.CREATE, rules.Target(ObjectType.FILE), actor.purpose, time.now()
        ).allowed,
        "day": day.my_day(actor, weekly_hours=_weekly_hours(request)) if works_on_cases else None,
        "notices": notices_for(actor),
    }
    return render(request, "portal/my_day.html", context)


@declare.on(ObjectType.OWN_DAY, Action.LIST, write=Action.LIST)
def search(request: Request) -> HttpResponse:
    """Search over everything one may see, grouped. What is typed is sent by POST: no name stands in an address."""
    text = clean_line(request.POST.get("q", ""))[: finder.LONGEST_QUERY]
    context = {"q": text, "groups": finder.find(request.actor, text) if len(text) >= finder.SHORTEST_QUERY else []}
    template = "portal/_results.html" if request.headers.get("HX-Request") else "portal/search.html"
    return render(request, template, context)


@declare.public("how to use the platform; no data")
def help_page(request: Request) -> HttpResponse:
    """Short answers, by what people want to do."""
    return render(request, "portal/help.html")


@declare.public("who is responsible")
def imprint(request: Request) -> HttpResponse:
    """Who runs this installation."""
    return render(request, "portal/imprint.html")
