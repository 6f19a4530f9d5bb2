"""Pages of the editors: what waits, one proposal, stale offers, duplicates."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.offer_pages import form_page, need_editor, page_of, trail
from chancennetz.supportmap import rights
from chancennetz.supportmap.constants import REVIEW_CYCLE
from chancennetz.supportmap.models import ServiceAtLocation
from chancennetz.supportmap.queries import offers
from chancennetz.ui import feedback, parts
from chancennetz.ui.parts import Crumb
from chancennetz.upkeep import actions, duplicates, queries
from chancennetz.upkeep.constants import ReportKind
from chancennetz.upkeep.forms import DecisionForm
from chancennetz.upkeep.tables import LinkTable, StaleTable

_SERVICE = ObjectType.SERVICE


@require_GET
@declare.on(_SERVICE, Action.APPROVE)
def inbox(request: Request) -> HttpResponse:
    """Everything that waits for the editors, on one page."""
    reports = [
        {"row": row, "kind": str(ReportKind(row.kind).label), "page": page_of(row.service)}
        for row in queries.open_reports()
    ]
    limit = time.today() - REVIEW_CYCLE
    context = {
        "changes": queries.waiting_changes(),
        "reports": reports,
        "stale": offers.stale_services(time.today(), limit).count(),
        "links": LinkTable(queries.broken_links(), request, prefix="links"),
        "breadcrumb": trail(Crumb(_("To do"))),
    }
    return render(request, "upkeep/inbox.html", context)


@require_http_methods(["GET", "POST"])
@declare.on(_SERVICE, Action.APPROVE, write=Action.APPROVE)
def change(request: Request, change_id: uuid.UUID) -> HttpResponse:
    """One proposal: before and after, release or answer."""
    proposal = queries.change(change_id)
    if proposal is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    release = request.POST.get("decision") == "release"

    def save() -> str:
        try:
            actions.decide_change(
                by=request.actor, request=proposal, release=release, answer=form.cleaned_data["answer"]
            )
        except Conflict:
            feedback.confirm(request, _("Somebody else has decided this already."))
        else:
            feedback.confirm(request, _("Released.") if release else _("The provider gets your answer as a task."))
        return reverse("upkeep:inbox")

    labels = {**flat.LABELS, "valid_to": _("Last day")}
    differences = [
        parts.Difference(str(labels[name]), flat.in_words(name, value), flat.in_words(name, proposal.before.get(name)))
        for name, value in proposal.after.items()
        if name in labels
    ]
    return form_page(
        request,
        form,
        save,
        template="upkeep/change.html",
        proposal=proposal,
        differences=differences,
        is_open=proposal.state == ChangeState.WAITING,
        page=page_of(proposal.service),
        breadcrumb=trail(Crumb(_("To do"), reverse("upkeep:inbox")), Crumb(proposal.service.name)),
    )


@require_POST
@declare.on(_SERVICE, Action.APPROVE, write=Action.APPROVE)
def report_done(request: Request, report_id: uuid.UUID) -> HttpResponse:
    """A visitor's report is dealt with."""
    report = queries.report(report_id)
    if report is None:
        raise Http404
    actions.finish_report(by=request.actor, report=report)
    feedback.confirm(request, _("Done. The visitor's text is deleted."))
    return redirect("upkeep:inbox")


@require_GET
@declare.on(_SERVICE, Action.UPDATE)
def stale(request: Request) -> HttpResponse:
    """Offers that nobody has confirmed for half a year: all for the editors, own ones for the others."""
    by = request.actor
    rows = offers.stale_services(time.today(), time.today() - REVIEW_CYCLE)
    if not rights.is_editor(by):
        rows = rows.filter(organisation=by.organisation_id)
    table = StaleTable(rows, request)
    if file := table.download():
        record(kind=EntryKind.EXPORT, by=by, action="supportmap.stale.export", object_type="service")
        return file
    context = {"table": table, "breadcrumb": trail(Crumb(_("Offers to be checked")))}
    return render(request, "upkeep/stale.html", context)


@require_GET
@declare.on(_SERVICE, Action.APPROVE)
def twins(request: Request) -> HttpResponse:
    """Offers that may stand in the map twice."""
    need_editor(request)
    services = offers.public_services()
    addresses: dict[uuid.UUID, str] = {}
    places = ServiceAtLocation.objects.on().filter(location__confidential=False, service__in=services)
    for service_id, street, town in places.values_list(
        "service", "location__addresses__address_1", "location__addresses__city"
    ):
        if street:
            addresses.setdefault(service_id, f"{street} {town}")
    entries = [duplicates.Entry(row.pk, row.name, row.organisation.name, addresses.get(row.pk, "")) for row in services]
    pairs = [
        {
            "first": pair.first,
            "second": pair.second,
            "percent": round(100 * pair.likeness),
            "first_page": reverse("offerediting:detail", args=[pair.first.id]),
            "second_page": reverse("offerediting:detail", args=[pair.second.id]),
        }
        for pair in duplicates.pairs(entries)
    ]
    return render(
        request, "upkeep/duplicates.html", {"pairs": pairs, "breadcrumb": trail(Crumb(_("Twice in the map?")))}
    )
