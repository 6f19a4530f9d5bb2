"""Contacts: in a minute, the log, change, delete with undo."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import queries as casework
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.queries import stored_version
from chancennetz.consent.queries import has_processing_consent
from chancennetz.contacts import actions, queries
from chancennetz.contacts.constants import CounsellingTopic, Medium
from chancennetz.contacts.forms.contacts import ContactForm, NewContactForm
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.core.text import clean_line
from chancennetz.monitoring.models import Module
from chancennetz.participation import queries as participation
from chancennetz.people.queries import choices_of, contact_lines_of, people_choices, people_in_file
from chancennetz.plans import queries as plan_queries
from chancennetz.ui import answering
from chancennetz.ui.parts import Chip, Crumb

_FIELDS = {"happened_at": "day", "persons": "persons", "title": "next_title", "due_on": "next_due"}


def _modules(file: FamilyFile) -> list[tuple[str, str]]:
    """Return the modules in which somebody of the family is (two queries)."""
    participations = participation.participations_of([file.pk])
    keys = {key for one in participations for key, _start in one.modules}
    programmes = {one.programme_id for one in participations}
    found = Module.objects.filter(programme_id__in=programmes, key__in=keys).order_by("position")
    return list(dict(found.values_list("key", "label")).items())


def _now_in_steps() -> dt.datetime:
    """Return the present time, rounded down to five minutes, in Berlin."""
    now = time.now().astimezone(time.BERLIN)
    return now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)


def _initial(request: FileRequest, people: list[tuple[uuid.UUID, str]]) -> dict[str, Any]:
    now = _now_in_steps()
    medium = request.GET.get("medium", "")
    minutes = request.GET.get("minutes", "")
    return {
        "persons": [str(person_id) for person_id, _name in people[:1]],
        "medium": medium if medium in Medium.values else Medium.HOME_VISIT.value,
        "minutes": minutes if minutes.isdigit() and len(minutes) < 4 else None,
        "reached": "yes",
        "day": now.date(),
        "clock": now.time(),
        "module": "basic",
        "next_owner": "counsellor",
    }


@declare.on(ObjectType.CASELOAD, Action.LIST)
def pick(request: FileRequest) -> HttpResponse:
    """Which family? Own families with a search, then the contact."""
    text = clean_line(request.GET.get("q", "")[:100])
    found = casework.caseload(request.actor, text=text, mine=True, order="name", per_page=50)
    return render(request, "contacts/contact_pick.html", {"found": found, "q": text})


@declare.in_file(Facet.CONTACT, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """A new contact in under a minute."""
    file: FamilyFile = request.file
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    present = people_in_file(file)
    people = choices_of(present)
    goals = [view.goal for view in plan_queries.goals_of(file) if view.is_open]
    more: dict[str, Any] = {"people": people, "modules": _modules(file), "goals": goals}
    back = answering.way_back(request, file_pages.family_url(file))
    key = f"contact:{file_id}"
    if request.method == "POST":
        form = NewContactForm(request.POST, **more)
        if form.is_valid():
            ok, contact = file_pages.saved(request, form, lambda: _log(request, file, form), fields=_FIELDS)
            if ok and contact is not None:
                undo = reverse("contacts:contact_delete", args=[file_id, contact.id])
                return file_pages.finish(request, _("Contact saved."), back, undo_url=undo, draft_key=key)
    else:
        form = NewContactForm(initial=_initial(request, people), **more)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Log a contact")),
        "family": file_pages.family_name(request),
        "back": back,
        "safe": contact_lines_of(present),
        "consent": has_processing_consent(file),
        "consent_url": reverse("consentforms:list", args=[file_id]),
        **file_pages.draft(key),
    }
    return answering.show(request, "contacts/contact_new.html", context, form)


def _log(request: FileRequest, file: FamilyFile, form: NewContactForm) -> ContactEntry:
    return actions.log_contact(by=request.actor, file=file, values=form.values, next_step=form.next_step)


@declare.in_file(Facet.CONTACT)
def log(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The contact log of a family with filters."""
    file: FamilyFile = request.file
    medium, topic = request.GET.get("medium", ""), request.GET.get("topic", "")
    medium = medium if medium in Medium.values else ""
    topic = topic if topic in LifeArea.values else ""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    found = queries.contacts_of(file, page=number, medium=medium, topic=topic)
    address = reverse("contacts:contacts", args=[file_id])

    def link(**other: str | int) -> str:
        values = {"medium": medium, "topic": topic} | other
        return address + "?" + "&".join(f"{name}={value}" for name, value in values.items() if value)

    context = {
        "breadcrumb": file_pages.crumbs(request, _("Contacts")),
        "found": found,
        "file": file,
        "may_write": file_pages.opens(request, Facet.CONTACT, Action.CREATE),
        "names_open": file_pages.opens(request, Facet.IDENTITY),
        "media": [Chip(_("All"), link(medium=""), current=not medium)]
        + [Chip(one.label, link(medium=one.value), current=one == medium) for one in Medium],
        "topics": [Chip(_("All areas"), link(topic=""), current=not topic)]
        + [Chip(one.label, link(topic=one.value), current=one == topic) for one in LifeArea],
        "areas": dict(LifeArea.choices),
        "previous": link(page=found.page - 1) if found.page > 1 else "",
        "next": link(page=found.page + 1) if found.page < found.pages else "",
        "is_filtered": bool(medium or topic),
    }
    return render(request, "contacts/contacts.html", context)


@declare.in_file(Facet.CONTACT)
def edit(request: FileRequest, file_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Look at a contact, and change it."""
    file: FamilyFile = request.file
    view = answering.or_404(queries.find_contact(file, contact_id))
    here = reverse("contacts:contact", args=[file_id, contact_id])
    back = answering.way_back(request, reverse("contacts:contacts", args=[file_id]))
    may_write = file_pages.opens(request, Facet.CONTACT, Action.UPDATE)
    if not may_write:
        return _read_only(request, view, back)
    people = _with_former(people_choices(file), view)
    more: dict[str, Any] = {"people": people, "modules": _modules(file)}
    key = f"contact:{contact_id}"
    if request.method == "POST":
        form = ContactForm(request.POST, **more)
        if form.is_valid():
            try:
                ok, _changed = file_pages.saved(
                    request, form, lambda: _change(request, view.contact, form), fields=_FIELDS
                )
            except StaleVersion:
                fresh = answering.or_404(queries.find_contact(file, contact_id))
                return _both(request, form, fresh, people, here)
            if ok:
                return file_pages.finish(request, _("Contact changed."), back, draft_key=key)
    else:
        form = ContactForm(initial=ContactForm.initial_of(view), **more)
    context = {
        "breadcrumb": file_pages.crumbs(
            request, Crumb(_("Contacts"), reverse("contacts:contacts", args=[file_id])), _("Contact")
        ),
        "view": view,
        "file": file,
        "back": back,
        "may_write": may_write,
        **file_pages.draft(key),
    }
    return answering.show(request, "contacts/contact.html", context, form)


def _read_only(request: FileRequest, view: queries.ContactView, back: str) -> HttpResponse:
    """A contact for those who may read but not change it; persons are named where the identity is open."""
    names_open = file_pages.opens(request, Facet.IDENTITY)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Contact")),
        "view": view,
        "file": request.file,
        "back": back,
        "may_write": False,
        "names": ", ".join(view.names) if names_open else "",
        "areas": [LifeArea(topic).label for topic in view.contact.topics],
    }
    return render(request, "contacts/contact.html", context)


def _with_former(people: list[tuple[uuid.UUID, str]], view: queries.ContactView) -> list[tuple[uuid.UUID, str]]:
    """Add those who took part then and have left the family since."""
    known = {person_id for person_id, _name in people}
    return people + [(one, name) for one, name in zip(view.person_ids, view.names, strict=True) if one not in known]


def _change(request: FileRequest, contact: ContactEntry, form: ContactForm) -> list[str]:
    return actions.change_contact(
        by=request.actor,
        contact=contact,
        values=form.values,
        expected=form.expected,
    )


def _both(
    request: FileRequest, form: ContactForm, view: queries.ContactView, people: list[tuple[uuid.UUID, str]], here: str
) -> HttpResponse:
    stored = ContactForm(initial=ContactForm.initial_of(view), people=people)
    names = {str(one): name for one, name in people}

    def words(name: str, value: Any) -> str:
        if name == "persons":
            return ", ".join(names.get(str(one), "") for one in value)
        if name == "topics":
            return ", ".join(str(LifeArea(one).label) for one in value)
        if name == "subjects":
            return ", ".join(str(CounsellingTopic(one).label) for one in value)
        if name == "medium":
            return str(Medium(value).label)
        if name == "reached":
            return _("Yes") if value == "yes" else _("Nobody there")
        if isinstance(value, dt.date):
            return time.format_date(value)
        return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value if value is not None else "")

    shown = [name for name in form.fields if name not in {"version", "module", "meeting_id"}]
    mine = [
        (form[name].label, words(name, form.cleaned_data[name]), words(name, stored.initial[name])) for name in shown
    ]
    return file_pages.two_versions(
        request, stored_version(request.file, view.contact.id), title=_("Contact"), mine=mine, discard_url=here
    )


@declare.in_file(Facet.CONTACT)
@require_POST
def delete(request: FileRequest, file_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Take a contact out of the log; it can be brought back at once."""
    view = answering.or_404(queries.find_contact(request.file, contact_id, deleted=True))
    back = reverse("contacts:contacts", args=[file_id])
    ok, _contact = file_pages.saved(
        request,
        None,
        lambda: actions.delete_contact(by=request.actor, contact=view.contact),
    )
    if not ok:
        return redirect(back)
    undo = reverse("contacts:contact_restore", args=[file_id, contact_id])
    return file_pages.finish(request, _("Contact deleted."), back, undo_url=undo)


@declare.in_file(Facet.CONTACT)
@require_POST
def restore(request: FileRequest, file_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Bring a deleted contact back."""
    view = answering.or_404(queries.find_contact(request.file, contact_id, deleted=True))
    back = reverse("contacts:contacts", args=[file_id])
    ok, _contact = file_pages.saved(
        request,
        None,
        lambda: actions.restore_contact(by=request.actor, contact=view.contact),
    )
    return file_pages.finish(request, _("The contact is back."), back) if ok else redirect(back)
