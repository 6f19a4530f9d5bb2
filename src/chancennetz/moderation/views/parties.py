"""Who sits at the table: add, change, take off, note who was there; the papers of each party."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, RelationKind
from chancennetz.access.http import FileRequest
from chancennetz.access.queries import team_among
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import PartyKind
from chancennetz.conferences.models import Conference
from chancennetz.consent.queries import possible_recipients
from chancennetz.moderation import actions
from chancennetz.moderation.forms import ContactForm, OfficeForm, PickForm
from chancennetz.moderation.views import common
from chancennetz.ui import parts
from chancennetz.ui.answering import way_back
from chancennetz.ui.fields import choices_of

_KINDS = {"office": PartyKind.ORGANISATION, "family": PartyKind.FAMILY, "team": PartyKind.TEAM}


def _context(request: FileRequest, found: Conference, title: str, lead: str, submit: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel": common.address(found, "prepare"),
        "breadcrumb": common.way(request, parts.Crumb(title)),
    }


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def new(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Add an office, somebody of the family, or a colleague (`?who=office|family|team`)."""
    found = common.find(request, conference_id)
    kind = _KINDS.get(request.GET.get("who", ""), PartyKind.ORGANISATION)
    if kind is PartyKind.ORGANISATION:
        return _office(request, found)
    return _somebody(request, found, kind)


def _office(request: FileRequest, found: Conference) -> HttpResponse:
    circle = queries.circle_of(request.file) if found.anonymised else None
    data, seen = common.posted(request, OfficeForm.texts, circle)
    form = OfficeForm(data, organisations=possible_recipients(request.file))

    def save() -> str:
        values = form.cleaned_data
        actions.add_office(
            by=request.actor,
            conference=found,
            organisation=values["organisation"],
            role=form.chosen_role,
            contact=values["contact"],
            function=values["function"],
            seen=seen,
        )
        return common.address(found, "prepare")

    lead = _("Adding tells nobody anything yet. Only the invitation does.")
    context = _context(request, found, _("Add an office"), lead, _("Add the office"))
    return common.handle(request, form, save=save, done=_("Added to the table."), context=context)


def _somebody(request: FileRequest, found: Conference, kind: PartyKind) -> HttpResponse:
    seated = set(found.parties.values_list("person_id" if kind is PartyKind.FAMILY else "user_id", flat=True))
    if kind is PartyKind.FAMILY:
        choices = common.people(queries.circle_of(request.file), names=not found.anonymised)
        title, lead = _("Add somebody of the family"), _("The family itself belongs to the table.")
    else:
        team = team_among(request.relations)
        choices = [(one.user_id, str(one.user)) for one in team if one.user_id and one.kind in RelationKind.values]
        title, lead = _("Add a colleague"), _("Colleagues of the case team know the file anyway.")
    form = PickForm(request.POST or None, people=[one for one in choices if one[0] not in seated])

    def save() -> str:
        if kind is PartyKind.FAMILY:
            actions.add_family_member(by=request.actor, conference=found, person_id=form.chosen)
        else:
            actions.add_colleague(by=request.actor, conference=found, user_id=form.chosen)
        return common.address(found, "prepare")

    context = _context(request, found, title, lead, _("Add"))
    context["nothing_left"] = not choices_of(form, "who")
    return common.handle(request, form, save=save, done=_("Added to the table."), context=context)


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def edit(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Change whom one talks to in an office."""
    found = common.find(request, conference_id)
    party = common.find_party(found, party_id)
    circle = queries.circle_of(request.file) if found.anonymised else None
    data, seen = common.posted(request, ContactForm.texts, circle)
    initial = {"contact": party.contact, "function": party.function, "version": party.version}
    form = ContactForm(data, initial=initial)

    def save() -> str:
        actions.change_party(
            by=request.actor,
            party=party,
            contact=form.cleaned_data["contact"],
            function=form.cleaned_data["function"],
            expected=form.expected,
            seen=seen,
        )
        return common.address(found, "prepare")

    def stale() -> HttpResponse:
        stored = common.find_party(found, party_id)
        names = ("contact", "function")
        return file_pages.two_versions(
            request,
            file_pages.Unsigned(stored.version),
            title=str(stored.organisation or rules.day_title(found.starts_at)),
            mine=[(form.fields[name].label, form.cleaned_data[name], getattr(stored, name)) for name in names],
            discard_url=common.address(found, "prepare"),
        )

    context = _context(request, found, _("Whom do we talk to?"), str(party.organisation or ""), _("Save"))
    return common.handle(request, form, save=save, done=_("Saved."), context=context, on_stale=stale)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def remove(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Take somebody from the table."""
    found = common.find(request, conference_id)
    party = common.find_party(found, party_id)

    def save() -> None:
        actions.remove_party(by=request.actor, party=party)

    where = way_back(request, common.address(found, "prepare"))
    return file_pages.tap(request, save, _("Taken from the table. Nothing is read there any more."), where)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def presence(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Note who was there."""
    found = common.find(request, conference_id)
    party = common.find_party(found, party_id)
    present = request.POST.get("present") != "no"

    def save() -> None:
        actions.set_presence(by=request.actor, party=party, present=present)

    return file_pages.tap(request, save, _("Noted."), common.address(found, "hold"))
