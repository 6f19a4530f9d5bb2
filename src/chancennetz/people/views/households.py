"""Who lives with whom, and who is related to whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs, handle
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.people import actions, forms, picture, queries, rules
from chancennetz.people.constants import FileRole, GroupKind, RelationshipKind
from chancennetz.people.models import Person, PersonGroup, Relationship
from chancennetz.people.queries import person_in_file
from chancennetz.ui import parts
from chancennetz.ui.answering import or_404


def _title() -> str:
    return _("Households and relationships")


def _page(request: FileRequest) -> str:
    return reverse("people:household", args=[request.file.pk])


def _crumbs(request: FileRequest, last: str = "") -> list[parts.Crumb]:
    if not last:
        return crumbs(request, parts.Crumb(_title()))
    return crumbs(request, parts.Crumb(_title(), _page(request)), parts.Crumb(last))


@declare.in_file(Facet.HOUSEHOLD)
def household(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The picture of today, the households with their members and periods, the relationships."""
    if not may(request, Facet.IDENTITY):
        # A release may open households without names: then there is nothing to draw.
        return render(request, "people/household_closed.html", {"breadcrumb": _crumbs(request)})
    found = queries.household_picture(request.file)
    context = {
        "file": request.file,
        "picture": found,
        "drawing": picture.draw(found),
        "groups": [{"view": view, "name": picture.group_name(view)} for view in found.groups],
        "may_change": may(request, Facet.HOUSEHOLD, Action.UPDATE),
        "people": queries.people_in_file(request.file),
        "breadcrumb": _crumbs(request),
    }
    return render(request, "people/household.html", context)


def _group(request: FileRequest, group_id: uuid.UUID) -> PersonGroup:
    group: PersonGroup | None = PersonGroup.objects.filter(file=request.file, pk=group_id).first()
    if group is None:
        raise Http404
    return group


def _chosen(people: list[queries.InThisFile], ids: list[str]) -> list[Person]:
    return [one.person for one in people if str(one.person.pk) in ids]


def _suggested_type(request: FileRequest, people: list[queries.InThisFile], ids: list[str]) -> str:
    members = [
        rules.MemberFact(one.person.pk, one.age, one.link.role == FileRole.CHILD)
        for one in people
        if str(one.person.pk) in ids
    ]
    ties = [
        rules.TieFact(tie.person_id, tie.other_id, RelationshipKind(tie.kind))
        for tie in queries.household_picture(request.file).relationships
    ]
    return str(rules.suggest_group_type(members, ties))


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE, write=Action.CREATE)
def group_new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Enter a household with its members."""
    people = queries.people_in_file(request.file)
    form = forms.GroupForm(request.POST or None, people=people, initial={"kind": GroupKind.HOUSEHOLD})

    def save(data: dict[str, Any]) -> str:
        actions.create_group(
            by=request.actor,
            file=request.file,
            kind=GroupKind(data["kind"]),
            members=_chosen(people, data["members"]),
            type=data["type"] or _suggested_type(request, people, data["members"]),
            label=data["label"],
            valid_from=data["valid_from"],
        )
        return _page(request)

    context = {
        "title": _("New household"),
        "submit": _("Save household"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("New household")),
    }
    return handle(request, form, save=save, done=_("Household saved."), context=context)


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE)
def group_edit(request: FileRequest, file_id: uuid.UUID, group_id: uuid.UUID) -> HttpResponse:
    """Change kind and name of a household."""
    group = _group(request, group_id)
    form = forms.GroupNameForm(request.POST or None, initial={"type": group.type, "label": group.label})

    def save(data: dict[str, Any]) -> str:
        actions.change_group(by=request.actor, group=group, **data)
        return _page(request)

    context = {
        "title": _("Change household"),
        "submit": _("Save household"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("Change household")),
    }
    return handle(request, form, save=save, done=_("Household saved."), context=context)


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE)
def group_join(request: FileRequest, file_id: uuid.UUID, group_id: uuid.UUID) -> HttpResponse:
    """Somebody moves in."""
    group = _group(request, group_id)
    people = queries.people_in_file(request.file)
    form = forms.JoinForm(request.POST or None, people=people)

    def save(data: dict[str, Any]) -> str:
        chosen = _chosen(people, [data["person"]])[0]
        actions.join_group(by=request.actor, group=group, person=chosen, valid_from=data["valid_from"])
        return _page(request)

    context = {
        "title": _("Somebody moves in"),
        "submit": _("Save"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("Somebody moves in")),
    }
    return handle(request, form, save=save, done=_("Saved."), context=context)


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE)
def group_leave(request: FileRequest, file_id: uuid.UUID, group_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Somebody moves out; the period stays on record."""
    group = _group(request, group_id)
    person = or_404(person_in_file(request.file, person_id)).person

    def save(data: dict[str, Any]) -> str:
        actions.leave_group(by=request.actor, group=group, person=person, last_day=data["last_day"])
        return _page(request)

    context = {
        "title": _("%(name)s moves out") % {"name": person.full_name},
        "submit": _("Save last day"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("Moving out")),
    }
    return handle(request, forms.LastDayForm(request.POST or None), save=save, done=_("Saved."), context=context)


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE, write=Action.CREATE)
def relationship_new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Enter how two persons belong together."""
    people = queries.people_in_file(request.file)
    form = forms.RelationshipForm(request.POST or None, people=people)

    def save(data: dict[str, Any]) -> str:
        actions.relate(
            by=request.actor,
            file=request.file,
            person=_chosen(people, [data["person"]])[0],
            other=_chosen(people, [data["other"]])[0],
            kind=RelationshipKind(data["kind"]),
            valid_from=data["valid_from"],
        )
        return _page(request)

    context = {
        "title": _("New relationship"),
        "lead": _("It is read from the first to the second person: “Aylin is a parent of Emre”."),
        "submit": _("Save relationship"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("New relationship")),
    }
    return handle(request, form, save=save, done=_("Relationship saved."), context=context)


@declare.in_file(Facet.HOUSEHOLD, read=Action.UPDATE)
def relationship_end(request: FileRequest, file_id: uuid.UUID, relationship_id: uuid.UUID) -> HttpResponse:
    """A relationship ends; the period stays on record."""
    tie = Relationship.objects.filter(file=request.file, pk=relationship_id).select_related("person", "other").first()
    if tie is None:
        raise Http404

    def save(data: dict[str, Any]) -> str:
        actions.end_relationship(by=request.actor, relationship=tie, last_day=data["last_day"])
        return _page(request)

    context = {
        "title": _("End this relationship"),
        "lead": f"{tie.person.full_name} {tie.get_kind_display()} {tie.other.full_name}",
        "submit": _("Save last day"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("End this relationship")),
    }
    return handle(request, forms.LastDayForm(request.POST or None), save=save, done=_("Saved."), context=context)
