"""List, one offer, new, change, confirm, end."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import Request
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.offerediting import actions, hooks, queries
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.checks import doubts
from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.forms import LastDayForm, NewOfferForm, OfferForm, SearchForm
from chancennetz.offerediting.offer_pages import editable, form_page, offer_trail, page_of, readable, trail
from chancennetz.offerediting.tables import OfferTable
from chancennetz.organisations.queries import by_id
from chancennetz.supportmap import rights, rules
from chancennetz.supportmap.constants import PLAIN_GERMAN, ServiceStatus
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries import offers
from chancennetz.supportmap.queries.hours import hours_at, words_of
from chancennetz.supportmap.queries.texts import translations_of
from chancennetz.ui import feedback, pages, parts
from chancennetz.ui.parts import Crumb

_SERVICE = ObjectType.SERVICE


@require_GET
@declare.on(_SERVICE, Action.LIST)
def offer_list(request: Request) -> HttpResponse:
    """All offers; providers begin with their own."""
    by = request.actor
    provider = by.role == Role.PROVIDER
    form = SearchForm(request.GET or ({"mine": "on"} if provider else None))
    asked = form.cleaned_data if form.is_valid() else {}
    mine = bool(asked.get("mine"))
    rows = queries.listed(asked.get("search", ""), by.organisation_id if mine else None)
    if not rights.is_editor(by) and not (mine and rights.may_edit(by, by.organisation_id)):
        rows = rows.filter(is_released=True)
    table = OfferTable(rows, request)
    may_create = rights.allows(by, Action.CREATE) and (rights.is_editor(by) or by.organisation_id is not None)
    if may_create:
        table.empty_action = parts.Action(_("New offer"), reverse("offerediting:new"), "plus")
    context = {
        "table": table,
        "form": form,
        "may_create": may_create,
        "doors": hooks.doors(by),
        "searched": bool(asked.get("search")) or (mine and not provider),
    }
    return render(request, "offerediting/list.html", context)


def _facts(service: Service, values: flat.Values, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return label and words of the values that are there."""
    return [
        (str(flat.LABELS[name]), flat.in_words(name, values[name]))
        for name in names
        if values.get(name) not in ("", [], False, None)
    ]


_WHAT = (
    "alternate_name",
    "description",
    "plain_description",
    "life_areas",
    "offer_types",
    "urgent_help",
    "legal_basis",
)
_WHOM = ("life_phases", "target_groups", "minimum_age", "maximum_age", "households", "benefits", "areas")
_WHOM_MORE = ("eligibility_description", "languages", "interpretation_services")
_HOW = ("application_process", "by_appointment", "phone", "email", "url", "required_documents", "wait_time")
_COST = ("amount", "amount_description", "fees_description")


def _places(service: Service, *, with_secret: bool) -> list[dict[str, Any]]:
    """Return the places of an offer with their facts and hours."""
    full = offers.with_details(Service.objects.filter(pk=service.pk)).get()
    found = []
    for place in full.shown_places:  # type: ignore[attr-defined]  # prefetched under this name
        values = flat.place_snapshot(place, with_secret=with_secret)
        address = ", ".join(
            part for part in (values["street"], f"{values['postcode']} {values['town']}".strip()) if part
        )
        hours = hours_at(place)
        title = place.location.name or address or values["town"] or _("Place")
        facts = [
            (_("Address"), "" if title == address else address),
            (_("How do I get there?"), values["transportation"]),
            (_("Barrier-free"), flat.in_words("accessibility", values["accessibility"])),
        ]
        special = [row for row in place.schedules.all() if row.valid_to and row.valid_to >= time.today()]
        found.append(
            {
                "row": place,
                "title": title,
                "facts": [fact for fact in facts if fact[1] not in ("", "–")],
                "confidential": place.location.confidential,
                "hours": hours,
                "now": words_of(now.state) if (now := hours.now() if hours else None) else "",
                "tone": {"open": "success", "closed": "neutral"}.get(now.state, "info") if now else "",
                "special": special,
            }
        )
    return found


@require_GET
@declare.on(_SERVICE, Action.READ)
def offer_detail(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """One offer with all that is known, and what one can do with it."""
    by, service = request.actor, readable(request, service_id)
    may_edit = rights.may_edit(by, service.organisation_id)
    values = flat.snapshot(service, with_secret=may_edit)
    history = AuditEntry.objects.filter(object_type="service", object_id=str(service.pk), kind="write")
    changes = queries.changes_of(service) if may_edit else []
    context = {
        "service": service,
        "values": values,
        "status": str(ServiceStatus(service.status).label),
        "what": _facts(service, values, _WHAT),
        "whom": _facts(service, values, _WHOM + _WHOM_MORE),
        "how": _facts(service, values, _HOW),
        "cost": _facts(service, values, _COST),
        "places": _places(service, with_secret=may_edit),
        "capacity": offers.newest_capacity(service),
        "may_edit": may_edit,
        "editor": rights.is_editor(by),
        "stale": rules.is_stale(service.assured_date, time.today()),
        "ended": service.valid_to is not None and service.valid_to < time.today(),
        "waiting": [(change, hooks.proposal_page(change)) for change in changes if change.state == ChangeState.WAITING],
        "decided": [change for change in changes if change.state != ChangeState.WAITING][:3],
        "doubts": doubts(values) if may_edit else [],
        "translations": _languages(service),
        "history": list(history.order_by("-created_at")[:5]) if may_edit else [],
        "breadcrumb": trail(Crumb(service.name)),
    }
    return render(request, "offerediting/detail.html", context)


def _languages(service: Service) -> list[tuple[Any, ...]]:
    """Return for each language with texts: its name, how many texts, how many outdated."""
    counted: dict[str, list[int]] = {}
    for row, outdated in translations_of(service):
        numbers = counted.setdefault(row.language, [0, 0])
        numbers[0] += 1
        numbers[1] += outdated
    names = {**flat.LANGUAGES, PLAIN_GERMAN: _("German in plain words")}
    return [(names.get(language, language), *numbers) for language, numbers in sorted(counted.items())]


@require_http_methods(["GET", "POST"])
@declare.on(_SERVICE, Action.CREATE, write=Action.CREATE)
def offer_new(request: Request) -> HttpResponse:
    """Enter an offer: editors for any organisation, others for their own."""
    by = request.actor
    editor = rights.is_editor(by)
    own = by_id(by.organisation_id) if by.organisation_id else None
    if not editor and own is None:
        raise Http404
    form = NewOfferForm(request.POST if request.method == "POST" else None, choose=editor)

    def save() -> str:
        organisation = form.cleaned_data["organisation"] if editor or own is None else own
        service = actions.create_offer(by=by, organisation=organisation, values=form.values())
        if service.is_released:
            feedback.confirm(request, _("%(name)s is here now.") % {"name": service.name})
        else:
            feedback.confirm(request, _("Thank you. The editors look at it and release it."))
        return page_of(service)

    lead = _("You can add further places and languages afterwards.") if editor else ""
    lead = lead or _("The editors look at a new offer before families see it.")
    return form_page(
        request,
        form,
        save,
        template="offerediting/offer_form.html",
        title=_("New offer"),
        lead=lead,
        submit=_("Enter offer"),
        cancel=reverse("offerediting:list"),
        breadcrumb=trail(Crumb(_("New offer"))),
    )


@require_http_methods(["GET", "POST"])
@declare.on(_SERVICE, Action.UPDATE)
def offer_change(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """Change an offer and its main place."""
    by, service = request.actor, editable(request, service_id)
    stored = flat.snapshot(service)
    initial = OfferForm.initial_of(stored, service.version)
    form = OfferForm(request.POST if request.method == "POST" else None, initial=initial)
    direct = rights.is_editor(by) or not service.is_released
    if direct:
        del form.fields["note"]

    def save() -> str:
        expected = form.cleaned_data["version"] or service.version
        note = form.cleaned_data.get("note", "")
        outcome = actions.change_offer(by=by, service=service, expected=expected, values=form.values(), note=note)
        if outcome.waiting:
            feedback.confirm(request, _("Thank you. The editors look at it before families see the change."))
        else:
            feedback.confirm(request, _("Saved."))
        return page_of(service)

    def conflict() -> HttpResponse:
        return _conflict_page(request, form, service)

    lead = "" if direct else _("Name, address, price and for whom wait for the editors; everything else goes live.")
    return form_page(
        request,
        form,
        save,
        conflict=conflict,
        template="offerediting/offer_form.html",
        title=_("Change %(name)s") % {"name": service.name},
        lead=lead,
        submit=_("Save"),
        cancel=page_of(service),
        breadcrumb=offer_trail(service, Crumb(_("Change"))),
    )


def _conflict_page(request: Request, form: OfferForm, service: Service) -> HttpResponse:
    """Show what the reader typed beside what somebody else has saved meanwhile."""
    current = Service.objects.get(pk=service.pk)
    stored, typed = flat.snapshot(current), form.values()
    last = AuditEntry.objects.filter(kind="write", object_id=str(service.pk)).order_by("-created_at").first()
    return pages.conflict(
        request,
        title=service.name,
        differences=[
            parts.Difference(
                str(flat.LABELS[name]), flat.in_words(name, typed[name]), flat.in_words(name, stored.get(name))
            )
            for name in flat.differences(stored, typed)
        ],
        changed_by=last.user_name if last else _("somebody else"),
        changed_at=last.created_at if last else time.now(),
        version=current.version,
        discard_url=page_of(service),
        posted=dict(request.POST.lists()),
    )


@require_POST
@declare.on(_SERVICE, Action.UPDATE)
def offer_assure(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """Say "still correct" with one click."""
    service = editable(request, service_id)
    actions.assure(by=request.actor, service=service)
    feedback.confirm(request, _("Thank you. Confirmed in all languages until the next check."))
    return redirect(page_of(service))


@require_http_methods(["GET", "POST"])
@declare.on(_SERVICE, Action.UPDATE)
def offer_end(request: Request, service_id: uuid.UUID) -> HttpResponse:
    """End an offer with a last day."""
    by, service = request.actor, editable(request, service_id)
    form = LastDayForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        outcome = actions.end_offer(
            by=by, service=service, last_day=form.cleaned_data["last_day"], expected=service.version
        )
        waits = _("Thank you. The editors look at it before families see the change.")
        done = _("%(name)s has a last day now.") % {"name": service.name}
        feedback.confirm(request, waits if outcome.waiting else done)
        return page_of(service)

    return form_page(
        request,
        form,
        save,
        title=_("End %(name)s") % {"name": service.name},
        lead=_("It is no longer shown after this day. In everything that was, it stays."),
        submit=_("End offer"),
        cancel=page_of(service),
        breadcrumb=offer_trail(service, Crumb(_("End"))),
    )
