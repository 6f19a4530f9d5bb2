"""Further places, special hours, capacity and languages of an offer."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.offerediting import actions
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.forms import CapacityForm, LastDayForm, PlaceForm, SpecialHoursForm, TextsForm, ValuesForm
from chancennetz.offerediting.offer_pages import editable, editable_place, form_page, offer_trail, page_of
from chancennetz.supportmap.constants import PLAIN_GERMAN
from chancennetz.supportmap.models import Translation
from chancennetz.supportmap.queries.offers import newest_capacity
from chancennetz.supportmap.queries.texts import TRANSLATED, translations_of
from chancennetz.ui import feedback
from chancennetz.ui.parts import Crumb

_SERVICE = ObjectType.SERVICE
_BOTH = ["GET", "POST"]


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def place_new(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """Add a further place."""
    service = editable(request, service_id)
    form = PlaceForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        actions.add_place(by=request.actor, service=service, values=form.values())
        feedback.confirm(request, _("The place is here now."))
        return page_of(service)

    return form_page(
        request,
        form,
        save,
        template="offerediting/offer_form.html",
        title=_("Further place of %(name)s") % {"name": service.name},
        submit=_("Add place"),
        cancel=page_of(service),
        breadcrumb=offer_trail(service, Crumb(_("Further place"))),
    )


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def place_change(request: Request, place_id: uuid.UUID) -> HttpResponse:
    """Change one place."""
    place = editable_place(request, place_id)
    initial = ValuesForm.initial_of(flat.place_snapshot(place), 1)
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> str:
        actions.change_place(by=request.actor, place=place, values=form.values())
        feedback.confirm(request, _("Saved."))
        return page_of(place.service)

    return form_page(
        request,
        form,
        save,
        template="offerediting/offer_form.html",
        title=_("Change the place"),
        lead=place.service.name,
        submit=_("Save"),
        cancel=page_of(place.service),
        breadcrumb=offer_trail(place.service, Crumb(_("Change the place"))),
    )


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def place_end(request: Request, place_id: uuid.UUID) -> HttpResponse:
    """Say until when the offer is found here."""
    place = editable_place(request, place_id)
    form = LastDayForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        actions.end_place(by=request.actor, place=place, last_day=form.cleaned_data["last_day"])
        feedback.confirm(request, _("The place has a last day now."))
        return page_of(place.service)

    return form_page(
        request,
        form,
        save,
        title=_("End the place"),
        lead=place.location.name or place.service.name,
        submit=_("End place"),
        cancel=page_of(place.service),
        breadcrumb=offer_trail(place.service, Crumb(_("End the place"))),
    )


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def special_hours(request: Request, place_id: uuid.UUID) -> HttpResponse:
    """Hours for a limited time: holidays, a closing."""
    place = editable_place(request, place_id)
    form = SpecialHoursForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        actions.set_special_hours(by=request.actor, place=place, **form.cleaned_data)
        feedback.confirm(request, _("The hours for this time are here now."))
        return page_of(place.service)

    return form_page(
        request,
        form,
        save,
        title=_("Other hours for some time"),
        lead=_("They win over the regular hours from the first to the last day."),
        submit=_("Save hours"),
        cancel=page_of(place.service),
        breadcrumb=offer_trail(place.service, Crumb(_("Other hours for some time"))),
    )


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def capacity(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """How many places there are, are free, are waited for, today."""
    service = editable(request, service_id)
    last = newest_capacity(service)
    initial = {name: getattr(last[0], name) for name in ("places", "free", "waiting", "unit")} if last else {}
    form = CapacityForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> str:
        actions.count_capacity(by=request.actor, service=service, **form.cleaned_data)
        feedback.confirm(request, _("Saved with today's date."))
        return page_of(service)

    return form_page(
        request,
        form,
        save,
        title=_("Free places"),
        lead=service.name,
        submit=_("Save numbers"),
        cancel=page_of(service),
        breadcrumb=offer_trail(service, Crumb(_("Free places"))),
    )


@require_GET
@declare.on(_SERVICE, Action.UPDATE)
def text_languages(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """Which languages the texts are there in, and which are outdated."""
    service = editable(request, service_id)
    state: dict[str, list[int]] = {}
    for row, outdated in translations_of(service):
        counted = state.setdefault(row.language, [0, 0])
        counted[0] += 1
        counted[1] += outdated
    names = {
        PLAIN_GERMAN: _("German in plain words"),
        **{code: name for code, name in flat.LANGUAGES.items() if code != "de"},
    }
    rows = [
        (code, name, *state.get(code, [0, 0]), reverse("offerediting:texts", args=[service.pk, code]))
        for code, name in names.items()
    ]
    context = {"service": service, "rows": rows, "breadcrumb": offer_trail(service, Crumb(_("Languages")))}
    return render(request, "offerediting/languages.html", context)


@require_http_methods(_BOTH)
@declare.on(_SERVICE, Action.UPDATE)
def texts(request: Request, service_id: uuid.UUID, language: str) -> HttpResponse:
    """The texts of an offer in one language, the German ones beside."""
    service = editable(request, service_id)
    if language not in flat.LANGUAGES and language != PLAIN_GERMAN:
        raise Http404
    sources = {name: str(getattr(service, name)) for name in TRANSLATED["service"][1] if getattr(service, name)}
    rows = Translation.objects.filter(table="service", object_id=service.pk, language=language)
    initial = {row.field: row.text for row in rows}
    form = TextsForm(request.POST if request.method == "POST" else None, initial=initial, sources=sources)

    def save() -> str:
        for name, text in form.cleaned_data.items():
            if text != initial.get(name, ""):
                actions.translate(by=request.actor, service=service, field=name, language=language, text=text)
        feedback.confirm(request, _("Saved."))
        return page_of(service)

    name = flat.LANGUAGES.get(language, _("German in plain words"))
    return form_page(
        request,
        form,
        save,
        title=_("Texts: %(language)s") % {"language": name},
        lead=_("The German text stands under each field. Empty fields are shown in German."),
        submit=_("Save texts"),
        cancel=page_of(service),
        breadcrumb=offer_trail(
            service, Crumb(_("Languages"), reverse("offerediting:languages", args=[service.pk])), Crumb(name)
        ),
    )
