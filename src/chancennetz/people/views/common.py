"""What the pages of this room share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import idempotency, rules
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.core import time
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.people import queries
from chancennetz.people.forms import take_errors
from chancennetz.people.queries import InThisFile
from chancennetz.ui import feedback, parts


def may(request: FileRequest, facet: Facet, action: Action = Action.READ) -> bool:
    """Tell whether the reader may do an action on a facet of the file of this page."""
    return facet in rules.opened_facets(request.actor, request.facts, time.now(), action)


def find_person(request: FileRequest, person_id: uuid.UUID) -> InThisFile:
    """Return a person of the file of this page or answer 404."""
    found = queries.person_in_file(request.file, person_id)
    if found is None:
        raise Http404
    return found


def crumbs(request: FileRequest, *more: parts.Crumb) -> list[parts.Crumb]:
    """Return the way back from a page inside a file: families, the file, then `more`."""
    families = parts.Crumb(_("Families"), reverse("casework:list"))
    name = queries.family_name(request.file) if may(request, Facet.IDENTITY) else request.file.number
    return [families, parts.Crumb(name, reverse("portal:family", args=[request.file.pk])), *more]


def handle(
    request: FileRequest,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], str],
    done: str,
    context: dict[str, Any],
    draft_key: str = "",
    template: str = "people/form.html",
) -> HttpResponse:
    """Show a form or save it. `save` gets the cleaned values and returns where to go next.

    What an action refuses is shown at its field; a second click finds the result of the first.
    """
    if request.method == "POST":
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        if form.is_valid():
            try:
                address = save(form.cleaned_data)
            except ValidationError as error:
                take_errors(form, error)
            except StaleVersion:
                raise
            except Conflict as error:
                form.add_error(None, str(error))
            else:
                idempotency.remember(request, address)
                feedback.confirm(request, done, clears_draft=draft_key)
                return redirect(address)
    values = {"form": form, "draft_key": draft_key, "file": getattr(request, "file", None), **context}
    return render(request, template, values, status=422 if form.errors else 200)
