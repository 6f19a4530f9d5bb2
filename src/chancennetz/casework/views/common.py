"""What the pages of casework share: names, breadcrumbs, saving with errors, the page with both versions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from chancennetz.access import idempotency
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest, Request
from chancennetz.access.models import FamilyFile
from chancennetz.access.rules import opened_facets
from chancennetz.casework import queries
from chancennetz.core import time
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.tasks.actions import forget_drafts
from chancennetz.ui import feedback, pages
from chancennetz.ui.parts import Crumb, Difference

_T = TypeVar("_T")
_UNPROCESSABLE = 422


def opens(request: FileRequest, facet: Facet, action: Action = Action.READ) -> bool:
    """Tell whether the reader may do something with a part of the file in the address."""
    return facet in opened_facets(request.actor, request.facts, time.now(), action)


def family_name(request: FileRequest) -> str:
    """Return how the file in the address is called: the main contact's name, or the number of the file."""
    file: FamilyFile = request.file
    if not opens(request, Facet.IDENTITY):
        return file.number
    return queries.names_of([file.pk]).get(file.pk, file.number)


def family_url(file: FamilyFile) -> str:
    """Return the address of the family's page."""
    return reverse("portal:family", args=[file.pk])


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    """Return the way back: families, the family, then `last` (the very last one is a plain text)."""
    file: FamilyFile = request.file
    own = [Crumb(_("Families"), reverse("casework:list")), Crumb(family_name(request), family_url(file))]
    return own + [Crumb(one) if isinstance(one, str) else one for one in last]


def people_choices(file: FamilyFile) -> list[tuple[uuid.UUID, str]]:
    """Return who belongs to the family today, by given name, adults first (two queries)."""
    return choices_of(people_in_file(file))


def choices_of(present: Sequence[InThisFile]) -> list[tuple[uuid.UUID, str]]:
    """Return persons that are loaded already as choices."""
    given = [one.person.given_name for one in present]
    return [
        (one.person.pk, one.person.full_name if given.count(one.person.given_name) > 1 else one.person.given_name)
        for one in present
    ]


def way_back(request: Request, otherwise: str) -> str:
    """Return the address one came from (`next`), if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted.startswith("/") and safe else otherwise


def draft(key: str) -> dict[str, str]:
    """Return what a form needs for its draft."""
    return {"draft_key": key, "draft_url": reverse("tasks:draft")}


def saved(
    request: Request, form: forms.Form | None, save: Callable[[], _T], *, fields: dict[str, str] | None = None
) -> tuple[bool, _T | None]:
    """Run an action; put what it finds wrong into the form. Returns (was it saved, what the action returned).

    `fields` maps names of the action to names of the form. StaleVersion is left to the caller, who knows both versions.
    """
    try:
        return True, save()
    except StaleVersion:
        raise
    except ValidationError as error:
        _into_form(form, error, fields or {}) if form is not None else _tell(request, " ".join(error.messages))
    except Conflict as error:
        form.add_error(None, str(error)) if form is not None else _tell(request, str(error))
    return False, None


def _tell(request: Request, text: str) -> None:
    feedback.confirm(request, text, tone="warning")


def _into_form(form: forms.Form, error: ValidationError, fields: dict[str, str]) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, errors in error.message_dict.items():
        target = fields.get(name, name)
        form.add_error(target if target in form.fields and name != NON_FIELD_ERRORS else None, errors)


def show(request: Request, template: str, context: dict[str, Any], form: forms.Form | None = None) -> HttpResponse:
    """Show a page; a form that came back with errors answers with 422."""
    failed = form is not None and form.is_bound and bool(form.errors)
    if form is not None:
        context = {"form": form, **context}
    return render(request, template, context, status=_UNPROCESSABLE if failed else 200)


def form_page(
    request: FileRequest,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    cancel: str,
    lead: str = "",
    icon: str = "save",
    draft_key: str = "",
    breadcrumb: Sequence[Crumb] = (),
) -> HttpResponse:
    """Show a page that holds nothing but one form."""
    context = {
        "title": title,
        "lead": lead,
        "submit": submit,
        "submit_icon": icon,
        "cancel": cancel,
        "breadcrumb": breadcrumb,
        **(draft(draft_key) if draft_key else {"draft_key": "", "draft_url": ""}),
    }
    return show(request, "casework/form.html", context, form)


def done(request: Request, text: str, address: str, *, undo_url: str = "", draft_key: str = "") -> HttpResponse:
    """Say quietly that something was saved, forget its draft, and go on."""
    if draft_key:
        forget_drafts(by=request.actor, key=draft_key)
    feedback.confirm(request, text, undo_url=undo_url, clears_draft=draft_key)
    idempotency.remember(request, address)
    return redirect(address)


def already_done(request: Request) -> HttpResponse | None:
    """Answer a form that was sent twice with the result of the first time."""
    address = idempotency.claim(request)
    return redirect(address) if address else None


def two_versions(
    request: FileRequest,
    object_id: uuid.UUID,
    *,
    title: str,
    mine: Sequence[tuple[Any, str, str]],
    discard_url: str,
) -> HttpResponse:
    """Show what the reader typed beside what somebody saved meanwhile.

    `mine` holds (label, what was typed, what is stored now), both as text.
    """
    file: FamilyFile = request.file
    stored = queries.stored_version(file, object_id)
    if stored is None:
        raise Http404
    return pages.conflict(
        request,
        title=title,
        differences=[Difference(label, own, theirs) for label, own, theirs in mine],
        changed_by=stored.made_by,
        changed_at=stored.made_at,
        version=stored.number,
        discard_url=discard_url,
        posted={name: values for name, values in request.POST.lists() if name != idempotency.FIELD},
    )


def or_404(found: _T | None) -> _T:
    """Return what was found, or answer that there is no such page."""
    if found is None:
        raise Http404
    return found
