"""Texts of a conference: new, change, take off, bring back, pass on, move."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import TOOK_PLACE, Audience, ItemKind
from chancennetz.conferences.models import Conference, ConferenceItem
from chancennetz.moderation import actions
from chancennetz.moderation.forms import ItemForm
from chancennetz.moderation.views import common
from chancennetz.ui import feedback, parts
from chancennetz.ui.answering import way_back

_STEP = {
    ItemKind.INFORMATION: "prepare",
    ItemKind.AGENDA: "prepare",
    ItemKind.RESULT: "hold",
    ItemKind.AGREEMENT: "hold",
}


def _words(kind: ItemKind) -> tuple[str, str]:
    """Return title and lead of the form for a kind."""
    return {
        ItemKind.INFORMATION: (_("Add information beforehand"), _("How does it stand? What should the others know?")),
        ItemKind.AGENDA: (_("Add a point of the agenda"), _("What do you want to talk about?")),
        ItemKind.RESULT: (_("Add a result"), _("What has come out?")),
        ItemKind.AGREEMENT: (_("Add an agreement"), _("What do all want to reach together, and until when?")),
    }[kind]


def _back(request: FileRequest, found: Conference, kind: ItemKind) -> str:
    step = "minutes" if found.state in TOOK_PLACE and _STEP[kind] == "hold" else _STEP[kind]
    return way_back(request, f"{common.address(found, step)}#{kind.value}")


def _form(request: FileRequest, found: Conference, kind: ItemKind, initial: dict[str, Any]) -> tuple[ItemForm, str]:
    circle = queries.circle_of(request.file)
    data, seen = common.posted(request, ItemForm.texts, circle if found.anonymised else None)
    people = common.people(circle, names=not found.anonymised)
    return ItemForm(data, people=people, with_day=kind is ItemKind.AGREEMENT, initial=initial), seen


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def new(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Add a text (`?kind=information|agenda|result|agreement`)."""
    found = common.find(request, conference_id)
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = ItemKind(asked) if asked in ItemKind.values else ItemKind.INFORMATION
    form, seen = _form(request, found, kind, {})
    title, lead = _words(kind)

    def save() -> str:
        actions.add_item(by=request.actor, conference=found, kind=kind, values=form.values(seen))
        return _back(request, found, kind)

    context = {
        "title": title,
        "lead": lead,
        "submit": _("Save"),
        "hidden": {"kind": kind.value},
        "cancel": _back(request, found, kind),
        "breadcrumb": common.way(request, parts.Crumb(title)),
    }
    key = f"conference-item:{conference_id}:{kind.value}"
    return common.handle(request, form, save=save, done=_("Saved."), context=context, draft_key=key)


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def edit(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Change a text of the case team."""
    found = common.find(request, conference_id)
    item = common.find_item(found, item_id)
    kind = ItemKind(item.kind)
    initial = {
        "text": item.text,
        "facet": item.facet,
        "persons": [str(one) for one in item.persons],
        "audience": item.audience,
        "due_on": item.due_on,
        "version": item.version,
    }
    form, seen = _form(request, found, kind, initial)

    def save() -> str:
        actions.change_item(by=request.actor, item=item, values=form.values(seen), expected=form.expected)
        return _back(request, found, kind)

    def stale() -> HttpResponse:
        stored = common.find_item(found, item_id)
        typed = form.values()
        mine = [
            (form.fields["text"].label, typed.text, stored.text),
            (form.fields["facet"].label, Facet(typed.facet).label, stored.get_facet_display()),
            (form.fields["audience"].label, Audience(typed.audience).label, stored.get_audience_display()),
        ]
        return file_pages.two_versions(
            request,
            file_pages.Unsigned(stored.version),
            title=str(kind.label),
            mine=[(label, str(own), str(theirs)) for label, own, theirs in mine],
            discard_url=_back(request, found, kind),
        )

    context = {
        "title": str(kind.label),
        "remove_url": reverse("moderation:item_remove", args=[file_id, conference_id, item_id]),
        "lead": rules.day_title(found.starts_at),
        "submit": _("Save"),
        "cancel": _back(request, found, kind),
        "breadcrumb": common.way(request, parts.Crumb(kind.label)),
    }
    key = f"conference-item:{item_id}"
    return common.handle(request, form, save=save, done=_("Saved."), context=context, draft_key=key, on_stale=stale)


def _find(request: FileRequest, conference_id: uuid.UUID, item_id: uuid.UUID) -> tuple[Conference, ConferenceItem]:
    found = common.find(request, conference_id)
    return found, common.find_item(found, item_id)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def remove(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take a text off the page, with undo."""
    found, item = _find(request, conference_id, item_id)
    undo = reverse("moderation:item_restore", args=[file_id, conference_id, item_id])

    def save() -> None:
        actions.remove_item(by=request.actor, item=item)

    where = _back(request, found, ItemKind(item.kind))
    return file_pages.tap(request, save, _("Taken off the page."), where, undo_url=undo)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def restore(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Bring a text back."""
    found, item = _find(request, conference_id, item_id)

    def save() -> None:
        actions.restore_item(by=request.actor, item=item)

    return file_pages.tap(request, save, _("It is back."), _back(request, found, ItemKind(item.kind)))


@declare.in_file(Facet.CONFERENCE)
@require_POST
def release(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Pass a guest's text on in an anonymised conference; what gives the family away is named first."""
    found, item = _find(request, conference_id, item_id)
    where = common.address(found, "prepare")
    seen = request.POST.get("seen", "")[:64]
    try:
        actions.release_item(by=request.actor, item=item, seen=seen)
    except actions.GivesAway as warning:
        context = {
            "item": item,
            "warning": warning,
            "cancel": where,
            "breadcrumb": common.way(request, parts.Crumb(_("Pass on"))),
        }
        return render(request, "moderation/release.html", context, status=422)
    feedback.confirm(request, _("The others can read it now."))
    return redirect(where)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def move(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Change places with the neighbour in the list."""
    found, item = _find(request, conference_id, item_id)

    def save() -> None:
        actions.move_item(by=request.actor, item=item, up=request.POST.get("to") == "up")

    return file_pages.tap(request, save, _("Moved."), _back(request, found, ItemKind(item.kind)))
