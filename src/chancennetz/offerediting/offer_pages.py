"""What pages about offers share, here and in the rooms above: who acts, finding an offer, the way back, saving."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.http import Request
from chancennetz.core.errors import StaleVersion
from chancennetz.offerediting import queries
from chancennetz.supportmap import rights
from chancennetz.supportmap.models import Service, ServiceAtLocation
from chancennetz.supportmap.queries import offers
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def readable(request: Request, service_id: uuid.UUID) -> Service:
    """Return an offer that the reader may see: a released one, or one that the reader may change."""
    service = offers.any_service(service_id)
    if service is None or not (service.is_released or rights.may_edit(request.actor, service.organisation_id)):
        raise Http404
    return service


def editable(request: Request, service_id: uuid.UUID) -> Service:
    """Return an offer that the reader may change; another organisation's does not exist for a provider."""
    service = offers.any_service(service_id)
    if service is None or not rights.may_edit(request.actor, service.organisation_id):
        raise Http404
    return service


def editable_place(request: Request, place_id: uuid.UUID) -> ServiceAtLocation:
    """Return a place of an offer that the reader may change."""
    place = queries.place(place_id)
    if place is None or not rights.may_edit(request.actor, place.service.organisation_id):
        raise Http404
    return place


def need_editor(request: Request) -> None:
    """Answer 404 to everybody who does not keep the whole map."""
    if not rights.is_editor(request.actor):
        raise Http404


def page_of(service: Service) -> str:
    """Return the address of an offer."""
    return reverse("offerediting:detail", args=[service.pk])


def trail(*crumbs: Crumb) -> list[Crumb]:
    """Return the way back, beginning with the list."""
    return [Crumb(_("Offers"), reverse("offerediting:list")), *crumbs]


def offer_trail(service: Service, *crumbs: Crumb) -> list[Crumb]:
    """Return the way back through the page of an offer."""
    return trail(Crumb(service.name, page_of(service)), *crumbs)


def form_page(
    request: Request,
    form: forms.Form,
    save: Callable[[], str],
    *,
    conflict: Callable[[], HttpResponse] | None = None,
    template: str = "offerediting/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form; on POST save and go where `save` says. Errors keep the input, a conflict shows both versions."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(save())
        except ValidationError as error:
            answering.take_errors(form, error)
        except StaleVersion:
            if conflict is None:
                raise
            return conflict()
    return answering.show(request, template, context, form)
