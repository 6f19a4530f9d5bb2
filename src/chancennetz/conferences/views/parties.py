"""Who sits at the table: add, change, take off, note who was there; the papers of each party."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, RelationKind
from chancennetz.access.http import FileRequest
from chancennetz.access.queries import team_among
from chancennetz.conferences import actions, exports, queries
from chancennetz.conferences.constants import ConsentCheck, PartyKind
from chancennetz.conferences.forms import ContactForm, OfficeForm, PickForm
from chancennetz.conferences.models import Conference
from chancennetz.conferences.rules import Line
from chancennetz.conferences.views import common
from chancennetz.consent.queries import possible_recipients
from chancennetz.ui import parts

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
    context["nothing_left"] = not form.fields["who"].choices  # type: ignore[attr-defined]
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
        return common.two_versions(
            request,
            title=str(stored.organisation or common.day_title(found)),
            mine=[(form.fields[name].label, form.cleaned_data[name], getattr(stored, name)) for name in names],
            version=stored.version,
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

    where = common.way_back(request, common.address(found, "prepare"))
    return common.tap(request, save, _("Taken from the table. Nothing is read there any more."), where)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def presence(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Note who was there."""
    found = common.find(request, conference_id)
    party = common.find_party(found, party_id)
    present = request.POST.get("present") != "no"

    def save() -> None:
        actions.set_presence(by=request.actor, party=party, present=present)

    return common.tap(request, save, _("Noted."), common.address(found, "hold"))


def _seen_by(
    request: FileRequest, conference_id: uuid.UUID, party_id: uuid.UUID
) -> tuple[queries.Whole, queries.PartyView, queries.Packet]:
    """Return the conference, a party, and what it may know now; 404 when it may know nothing."""
    whole = queries.whole(common.find(request, conference_id))
    view = whole.party(party_id)
    if view is None or view.check is ConsentCheck.MISSING or view.party.cut_at is not None:
        raise Http404
    return whole, view, queries.packet(whole, view)


@declare.in_file(Facet.CONFERENCE)
def preview(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """See the conference as a party sees it."""
    whole, _view, packet = _seen_by(request, conference_id, party_id)
    found = whole.conference
    title = _("What %(party)s sees") % {"party": packet.addressee}
    context = {
        "packet": packet,
        "packet_facts": common.packet_facts(packet),
        "title": title,
        "when": exports.when(packet.starts_at, packet.minutes),
        "back": common.address(found, common.present_step(found)),
        "breadcrumb": common.way(request, parts.Crumb(title)),
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


def pdf_response(packet: queries.Packet, what: str, *, large: bool, checklist: Sequence[Line] = ()) -> HttpResponse:
    """Return a paper as an answer."""
    content = exports.paper(packet, what, large_print=large, checklist=checklist)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{exports.file_name(packet, what)}"'
    return response
