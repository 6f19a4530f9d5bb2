"""Group meetings: choose the families, tick who came, and the list of attendance."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.casework import queries
from chancennetz.contacts.actions.meetings import MOST_FAMILIES, log_group_meeting
from chancennetz.contacts.forms.meetings import MeetingFamiliesForm, MeetingForm
from chancennetz.contacts.queries.meetings import find_meeting, meeting_files, people_of_files
from chancennetz.core import time
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb

_KEY = "meeting:new"


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Contact"), reverse("contacts:contact_pick")), Crumb(last)]


def _ids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts[:MOST_FAMILIES]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@declare.on(ObjectType.CASELOAD, Action.LIST)
def pick(request: Request) -> HttpResponse:
    """Which families were there?"""
    found = queries.caseload(request.actor, mine=True, order="name", per_page=MOST_FAMILIES)
    form = MeetingFamiliesForm(families=[(str(row.file_id), row.title) for row in found.rows])
    context = {"form": form, "breadcrumb": _crumbs(_("Group meeting")), "next": reverse("contacts:meeting_new")}
    return render(request, "contacts/meeting_pick.html", context)


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
def new(request: Request) -> HttpResponse:
    """When, how long, what about, and who of each family came. Each family's own rights are asked when saving."""
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    files = meeting_files(request.actor, _ids(request.GET.getlist("f")))
    if not files:
        return redirect("contacts:meeting_pick")
    names = queries.names_of([file.pk for file in files])
    people = people_of_files([file.pk for file in files])
    families = [(file, names.get(file.pk, file.number), people.get(file.pk, [])) for file in files]
    more: dict[str, Any] = {"families": families}
    if request.method == "POST":
        form = MeetingForm(request.POST, **more)
        if form.is_valid():
            ok, made = file_pages.saved(
                request,
                form,
                lambda: log_group_meeting(by=request.actor, values=form.values, attendance=form.attendance),
                fields={"happened_at": "day", "attendance": next(iter(form.families))},
            )
            if ok and made:
                address = reverse("contacts:meeting", args=[made[0].meeting_id])
                return file_pages.finish(request, _("Saved in the file of each family."), address, draft_key=_KEY)
    else:
        now = time.now().astimezone(time.BERLIN)
        form = MeetingForm(initial={"day": now.date(), "clock": now.replace(minute=0).time(), "minutes": 90}, **more)
    context = {
        "breadcrumb": _crumbs(_("Group meeting")),
        "cancel": reverse("contacts:contact_pick"),
        **file_pages.draft(_KEY),
    }
    return answering.show(request, "contacts/meeting_new.html", context, form)


@declare.on(ObjectType.CASELOAD, Action.LIST)
def meeting(request: Request, meeting_id: uuid.UUID) -> HttpResponse:
    """Who was there, of the families that are open to the reader."""
    found = answering.or_404(find_meeting(request.actor, meeting_id))
    names = queries.names_of([contact.file_id for contact, _persons in found.families])
    rows = [
        (names.get(contact.file_id, contact.file.number), [one.given_name for one in persons], contact)
        for contact, persons in found.families
    ]
    context = {"meeting": found, "rows": rows, "breadcrumb": _crumbs(_("Group meeting"))}
    return render(request, "contacts/meeting.html", context)
