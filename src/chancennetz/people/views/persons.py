"""Search, the page of a person, and changing a person."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.file_pages import crumbs, handle
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.audit.constants import EntryKind
from chancennetz.audit.queries import entries_of_object
from chancennetz.core import time
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.people import actions, forms, queries, rules, seams
from chancennetz.people.actions import PERSON_FIELDS
from chancennetz.people.constants import FileRole
from chancennetz.people.models import Person
from chancennetz.people.queries import InThisFile, person_in_file
from chancennetz.people.wording import FIELDS, named, shown
from chancennetz.ui import feedback, pages, parts
from chancennetz.ui.answering import or_404

#: Fields that stand above the results of the search that runs along.
_SEARCHED = ("role", "given_name", "family_name", "birth_date")


@declare.on(ObjectType.PERSON_SEARCH, Action.LIST, write=Action.LIST)
def search_fragment(request: FileRequest) -> HttpResponse:
    """Part of a page: persons who fit what is being typed. By POST, so that no name stands in an address or a log."""
    form = forms.SearchForm(request.POST or None)
    found, elsewhere, asked = [], False, False
    if form.is_valid():
        data = form.cleaned_data
        asked = bool(form.text or data["birth_date"])
        found = queries.search(request.actor, form.text, birth_date=data["birth_date"])
        if data["given_name"] and data["family_name"] and data["birth_date"]:
            elsewhere = queries.probably_known_elsewhere(
                request.actor,
                given_name=data["given_name"],
                family_name=data["family_name"],
                birth_date=data["birth_date"],
            )
    results = [_result(one) for one in found]
    return render(request, "people/_search.html", {"results": results, "elsewhere": elsewhere, "asked": asked})


def _result(found: queries.Found) -> dict[str, Any]:
    age = rules.age_in_years(found.person.birth_date, time.today())
    return {
        "person": found.person,
        "name": named(found.person, age),
        "birth_date": found.person.birth_date,
        "town": found.person.town,
        "reasons": [reason.label for reason in found.match.reasons],
        "likely": found.match.is_probably_same,
        "files": found.files,
    }


@declare.in_file(Facet.IDENTITY)
def person(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Everything known about one person: facts, since when in the file, households, relationships."""
    one = or_404(person_in_file(request.file, person_id))
    facts = [(label, shown(one.person, name)) for name, label in FIELDS.items()]
    picture = queries.household_picture(request.file) if may(request, Facet.HOUSEHOLD) else None
    context = {
        "file": request.file,
        "one": one,
        "facts": facts,
        "safe": queries.contact_lines_of([one]),
        "periods": queries.memberships_of(request.file, one.person),
        "homes": [] if picture is None else _homes(picture, one.person),
        "ties": [] if picture is None else _ties(picture, one.person),
        "may_change": may(request, Facet.IDENTITY, Action.UPDATE),
        "may_see_household": picture is not None,
        "cards": seams.cards(request, one.person),
        "breadcrumb": crumbs(request, parts.Crumb(one.person.full_name)),
    }
    return render(request, "people/person.html", context)


def _homes(picture: queries.HouseholdPicture, person: Person) -> list[dict[str, Any]]:
    return [
        {"view": view, "member": member}
        for view in picture.groups
        for member in (*view.members, *view.coming, *view.past)
        if member.person.pk == person.pk
    ]


def _ties(picture: queries.HouseholdPicture, person: Person) -> list[Any]:
    both = (*picture.relationships, *picture.past_relationships)
    return [tie for tie in both if person.pk in {tie.person_id, tie.other_id}]


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE, write=Action.CREATE)
def person_new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Enter a further person of the family; the search runs along while one types."""
    form = forms.NewPersonForm(request.POST or None)

    def save(data: dict[str, Any]) -> str:
        made = actions.register_person(by=request.actor, file=request.file, **{**data, "role": FileRole(data["role"])})
        return reverse("people:person", args=[file_id, made.pk])

    context = {
        "title": _("A further person"),
        "lead": _("First look whether the person is already known: results appear below while you type."),
        "submit": _("Enter person"),
        "cancel": reverse("people:household", args=[file_id]),
        "breadcrumb": crumbs(request, parts.Crumb(_("A further person"))),
        "further_fields": " ".join(name for name in form.fields if name not in _SEARCHED),
    }
    key = f"person:new:{file_id}"
    return handle(
        request,
        form,
        save=save,
        done=_("Person entered."),
        context=context,
        draft_key=key,
        template="people/form.html",
    )


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE)
def person_edit(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Change facts about a person; two tabs see both versions."""
    one = or_404(person_in_file(request.file, person_id))
    form = forms.PersonForm(request.POST or None, initial={name: getattr(one.person, name) for name in PERSON_FIELDS})
    page = reverse("people:person", args=[file_id, person_id])

    def save(data: dict[str, Any]) -> str:
        actions.change_person(
            by=request.actor, file=request.file, person=one.person, expected=_version(request, one.person), **data
        )
        return page

    context = {
        "title": _("Change %(name)s") % {"name": one.person.full_name},
        "submit": _("Save changes"),
        "cancel": page,
        "version": _version(request, one.person),
        "breadcrumb": crumbs(request, parts.Crumb(one.person.full_name, page), parts.Crumb(_("Change"))),
    }
    key = f"person:{person_id}"
    try:
        return handle(request, form, save=save, done=_("Changes saved."), context=context, draft_key=key)
    except StaleVersion:
        return _conflict(request, one, form, page)


def _version(request: FileRequest, person: Person) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 9 else person.version


def _conflict(request: FileRequest, one: InThisFile, form: forms.PersonForm, page: str) -> HttpResponse:
    stored = Person.objects.get(pk=one.person.pk)
    mine = Person(**{name: form.cleaned_data[name] for name in FIELDS})
    differences = [
        parts.Difference(str(label), shown(mine, name), shown(stored, name)) for name, label in FIELDS.items()
    ]
    last = entries_of_object("person", stored.pk).filter(kind=EntryKind.WRITE).first()
    return pages.conflict(
        request,
        title=stored.full_name,
        differences=differences,
        changed_by=last.user_name if last else _("Somebody"),
        changed_at=last.created_at if last else time.now(),
        version=stored.version,
        discard_url=page,
        posted=dict(request.POST.lists()),
    )


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE)
def person_leave(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """A person no longer belongs to the counselling; what was stays readable."""
    one = or_404(person_in_file(request.file, person_id))

    def save(data: dict[str, Any]) -> str:
        actions.leave_file(by=request.actor, file=request.file, person=one.person, last_day=data["last_day"])
        return reverse("people:household", args=[file_id])

    context = {
        "title": _("%(name)s leaves the file") % {"name": one.person.full_name},
        "lead": _("The person stays visible with the period in which he or she belonged to the file."),
        "submit": _("Save last day"),
        "cancel": reverse("people:person", args=[file_id, person_id]),
        "breadcrumb": crumbs(request, parts.Crumb(one.person.full_name)),
    }
    return handle(request, forms.LastDayForm(request.POST or None), save=save, done=_("Saved."), context=context)


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE)
@require_POST
def main_contact(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Make somebody the person whom one calls first."""
    one = or_404(person_in_file(request.file, person_id))
    try:
        actions.set_main_contact(by=request.actor, file=request.file, person=one.person)
    except Conflict as error:
        feedback.confirm(request, str(error), tone="warning")
    else:
        feedback.confirm(request, _("%(name)s is the main contact now.") % {"name": one.person.full_name})
    return redirect("people:person", file_id, person_id)
