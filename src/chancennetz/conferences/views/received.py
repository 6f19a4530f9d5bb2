"""The inbox of an invited office: what the family lets it know, its answer, its own view, its tasks."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import Request
from chancennetz.conferences import actions, exports, queries, rules
from chancennetz.conferences.constants import Attendance, Audience, ConferenceState
from chancennetz.conferences.forms import ContributionForm
from chancennetz.conferences.models import ConferenceItem, ConferenceParty
from chancennetz.conferences.views.papers import calendar_response, packet_facts, pdf_response
from chancennetz.core.time import BERLIN
from chancennetz.ui import parts


def _crumbs(last: str = "") -> list[parts.Crumb]:
    title = _("Invitations to case conferences")
    if not last:
        return [parts.Crumb(title)]
    return [parts.Crumb(title, reverse("conferences:received")), parts.Crumb(last)]


def _find(request: Request, party_id: uuid.UUID) -> ConferenceParty:
    place = queries.place_of(request.actor, party_id)
    if place is None:
        raise Http404
    return place


def _packet(request: Request, party_id: uuid.UUID) -> tuple[ConferenceParty, queries.Packet]:
    place = _find(request, party_id)
    packet = queries.packet_for_guest(request.actor, place)
    if packet is None:
        raise Http404
    return place, packet


@declare.on(ObjectType.RECEIVED, Action.LIST)
def inbox(request: Request) -> HttpResponse:
    """The conferences to which one's office is invited now."""
    places = queries.places_of(request.actor)
    tasks = queries.own_open_tasks(places)
    rows = [{"place": one, "tasks": tasks.get(one.pk, 0)} for one in places]
    return render(request, "conferences/received.html", {"rows": rows, "breadcrumb": _crumbs()})


@declare.on(ObjectType.RECEIVED, Action.READ)
def place(request: Request, party_id: uuid.UUID) -> HttpResponse:
    """One conference, as far as the office may know it at this moment."""
    found, packet = _packet(request, party_id)
    if found.opened_at is None:
        actions.note_opened(by=request.actor, party_id=party_id)
    title = rules.day_title(found.conference.starts_at)
    context: dict[str, Any] = {
        "place": found,
        "packet": packet,
        "packet_facts": packet_facts(packet),
        "title": title,
        "when": rules.when(packet.starts_at, packet.minutes),
        "answers": [one for one in Attendance if one is not Attendance.OPEN],
        "may_write": packet.state is not ConferenceState.CLOSED,
        "until": found.access_until.astimezone(BERLIN).date() if found.access_until else None,
        "breadcrumb": _crumbs(title),
    }
    return render(request, "conferences/place.html", context)


def _back(party_id: uuid.UUID) -> str:
    return reverse("conferences:place", args=[party_id])


@declare.on(ObjectType.RECEIVED, Action.READ)
@require_POST
def answer(request: Request, party_id: uuid.UUID) -> HttpResponse:
    """Say whether the office comes."""
    _find(request, party_id)
    wanted = request.POST.get("attendance", "")
    if wanted not in Attendance.values:
        raise Http404

    def save() -> None:
        actions.answer(by=request.actor, party_id=party_id, attendance=Attendance(wanted))

    return file_pages.tap(request, save, _("Your answer has been noted."), _back(party_id))


@declare.on(ObjectType.RECEIVED, Action.READ)
def contribute(request: Request, party_id: uuid.UUID) -> HttpResponse:
    """Add the office's own view."""
    found = _find(request, party_id)
    form = ContributionForm(request.POST or None)

    def save(data: dict[str, Any]) -> str:
        actions.contribute(
            by=request.actor, party_id=party_id, text=data["text"], facet=data["facet"], audience=data["audience"]
        )
        return _back(party_id)

    return _contribution_form(request, found, form, save, f"contribution:{party_id}")


def _contribution_form(
    request: Request, found: ConferenceParty, form: ContributionForm, save: Any, key: str, stale: Any = None
) -> HttpResponse:
    title = _("Your information beforehand")
    context = {
        "title": title,
        "lead": rules.day_title(found.conference.starts_at),
        "note": _("Write only what your office itself may pass on. Others read it if the family lets them."),
        "submit": _("Save"),
        "cancel": _back(found.pk),
        "breadcrumb": _crumbs(title),
    }
    if found.conference.anonymised:
        context["note"] = _(
            "This conference is anonymised: please write without names. The case team reads it before the others do."
        )
    return file_pages.handle(
        request,
        form,
        save=save,
        done=_("Saved."),
        context=context,
        draft_key=key,
        template="conferences/contribution.html",
        on_stale=stale,
    )


def _own(request: Request, party_id: uuid.UUID, item_id: uuid.UUID) -> tuple[ConferenceParty, ConferenceItem]:
    return _find(request, party_id), actions.own_contribution(request.actor, party_id, item_id)


@declare.on(ObjectType.RECEIVED, Action.READ)
def contribution(request: Request, party_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Change one's own view."""
    found, item = _own(request, party_id, item_id)
    initial = {"text": item.text, "facet": item.facet, "audience": item.audience, "version": item.version}
    form = ContributionForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> str:
        actions.change_contribution(
            by=request.actor,
            party_id=party_id,
            item_id=item_id,
            text=data["text"],
            facet=data["facet"],
            audience=data["audience"],
            expected=form.expected,
        )
        return _back(party_id)

    def stale() -> HttpResponse:
        stored = actions.own_contribution(request.actor, party_id, item_id)
        data = form.cleaned_data
        mine = [
            (form.fields["text"].label, data["text"], stored.text),
            (form.fields["facet"].label, str(Facet(data["facet"]).label), stored.get_facet_display()),
            (form.fields["audience"].label, str(Audience(data["audience"]).label), stored.get_audience_display()),
        ]
        return file_pages.two_versions(
            request,
            file_pages.Unsigned(stored.version),
            title=_("Your information beforehand"),
            mine=mine,
            discard_url=_back(party_id),
        )

    return _contribution_form(request, found, form, save, f"contribution:{item_id}", stale)


@declare.on(ObjectType.RECEIVED, Action.READ)
@require_POST
def take_back(request: Request, party_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take one's own view back."""
    _own(request, party_id, item_id)

    def save() -> None:
        actions.take_back_contribution(by=request.actor, party_id=party_id, item_id=item_id)

    return file_pages.tap(request, save, _("Taken back."), _back(party_id))


@declare.on(ObjectType.RECEIVED, Action.READ)
@require_POST
def task(request: Request, party_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Tick one's own task, or take the tick back."""
    _find(request, party_id)
    done = request.POST.get("done") != "no"

    def save() -> None:
        actions.set_own_task(by=request.actor, party_id=party_id, task_id=conference_task_id, done=done)

    text = _("Done. The case team sees it.") if done else _("The task is open again.")
    return file_pages.tap(request, save, text, _back(party_id))


@declare.on(ObjectType.RECEIVED, Action.READ)
def paper(request: Request, party_id: uuid.UUID) -> HttpResponse:
    """Invitation or minutes as PDF; logged."""
    found, packet = _packet(request, party_id)
    what = exports.MINUTES if request.GET.get("what") == exports.MINUTES and packet.took_place else exports.INVITATION
    actions.note_print(by=request.actor, conference=found.conference, party=found, what=what)
    return pdf_response(packet, what, large=request.GET.get("large") == "1")


@declare.on(ObjectType.RECEIVED, Action.READ)
def calendar_file(request: Request, party_id: uuid.UUID) -> HttpResponse:
    """The day as an iCalendar file, without names."""
    found = _find(request, party_id)
    return calendar_response(found.conference, request.build_absolute_uri(_back(party_id)))
