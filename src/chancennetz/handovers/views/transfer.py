"""Transfer of a file to another organisation: offering, the inbox, answering."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType, Role
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.consent.queries import recipient_text
from chancennetz.core import time
from chancennetz.handovers import actions
from chancennetz.handovers import file_pages as pages
from chancennetz.handovers.constants import CASE_WORKERS
from chancennetz.handovers.forms import AcceptForm, DeclineForm, TransferForm
from chancennetz.handovers.queries import transfer as queries
from chancennetz.handovers.queries.work import open_work
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def _label(release: ConfidentialityRelease) -> str:
    assert release.valid_to is not None  # noqa: S101 - a constraint of the table
    words = {"office": recipient_text(release), "day": time.format_date(release.valid_to, weekday=False)}
    return _("%(office)s, until %(day)s") % words


@declare.in_file(Facet.FRAME, read=Action.SHARE, write=Action.SHARE)
def offer(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Offer a file to another organisation; first the family's release, then the word to the colleagues there."""
    del file_id
    file: FamilyFile = request.file
    held = queries.releases_for_transfer(file)
    whole = [release for release, missing in held if not missing]
    form = TransferForm(request.POST or None, releases=[(one.pk, _label(one)) for one in whole])
    key = f"transfer:{file.pk}"
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        data = form.cleaned_data
        release = next(one for one in whole if str(one.pk) == data["release"])
        ok, _made = pages.saved(
            request, form, lambda: actions.offer(by=request.actor, file=file, release=release, note=data["note"])
        )
        if ok:
            text = _("Offered to %(office)s. The file stays with you until they accept.")
            address = reverse("handovers:overview", args=[file.pk])
            return file_pages.finish(request, text % {"office": release.recipient}, address, draft_key=key)
    context = {
        "breadcrumb": pages.crumbs(request, _("Transfer")),
        "file": file,
        "form": form,
        "whole": whole,
        "partly": [(_label(one), ", ".join(str(facet.label) for facet in missing)) for one, missing in held if missing],
        "running": next((one for one in queries.transfers_of(file.pk) if one.state == "offered"), None),
        "work": open_work(file),
        "cancel": reverse("handovers:overview", args=[file.pk]),
        **file_pages.draft(key),
    }
    return answering.show(request, "handovers/transfer.html", context, form)


@declare.in_file(Facet.FRAME, read=Action.SHARE, write=Action.SHARE)
@require_POST
def withdraw(request: FileRequest, file_id: uuid.UUID, transfer_id: uuid.UUID) -> HttpResponse:
    """Take an offer back."""
    row = answering.or_404(next((one for one in queries.transfers_of(file_id) if one.pk == transfer_id), None))
    row.file = request.file
    ok, _row = pages.saved(request, None, lambda: actions.withdraw(by=request.actor, transfer=row))
    address = reverse("handovers:overview", args=[file_id])
    return (
        file_pages.finish(request, _("The offer is withdrawn. The file stays here."), address)
        if ok
        else redirect(address)
    )


@declare.on(ObjectType.RECEIVED, Action.LIST)
def inbox(request: FileRequest) -> HttpResponse:
    """What other organisations offer to us, and for team leads what we gave away."""
    actor = pages.case_worker(request)
    context = {
        "breadcrumb": [Crumb(_("Families"), reverse("casework:list")), Crumb(_("Transfers"))],
        "offers": queries.offered_to(actor),
        "sent": queries.sent_by(actor),
    }
    return render(request, "handovers/transfers.html", context)


@declare.on(ObjectType.RECEIVED, Action.READ)
def answer(request: FileRequest, transfer_id: uuid.UUID) -> HttpResponse:
    """Accept a family from another organisation, or say no. Nothing of the file is seen before."""
    actor = pages.case_worker(request)
    row = answering.or_404(queries.find_offer(actor, transfer_id))
    team = colleagues(row.to_organisation_id, CASE_WORKERS)
    if actor.role == Role.COUNSELLOR:
        team = [user for user in team if user.pk == actor.user_id]
    declining = request.POST.get("answer") is not None
    accept_form = AcceptForm(
        request.POST if request.method == "POST" and not declining else None,
        colleagues=team,
        initial={"user": str(team[0].pk) if len(team) == 1 else ""},
    )
    decline_form = DeclineForm(request.POST if declining else None)
    if accept_form.is_bound and accept_form.is_valid():
        lead = next(user for user in team if str(user.pk) == accept_form.cleaned_data["user"])
        ok, _row = pages.saved(request, accept_form, lambda: actions.accept(by=actor, transfer=row, lead=lead))
        if ok:
            return _arrived(request, row.file_id, lead.pk == actor.user_id or actor.role == Role.TEAM_LEAD)
    if decline_form.is_bound and decline_form.is_valid():
        text = decline_form.cleaned_data["answer"]
        ok, _row = pages.saved(request, decline_form, lambda: actions.decline(by=actor, transfer=row, answer=text))
        if ok:
            return file_pages.finish(
                request, _("Declined. The other organisation sees your reason."), reverse("handovers:transfers")
            )
    context = {
        "breadcrumb": [Crumb(_("Transfers"), reverse("handovers:transfers")), Crumb(str(row.from_organisation))],
        "row": row,
        "accept_form": accept_form,
        "decline_form": decline_form,
    }
    return answering.show(request, "handovers/transfer_answer.html", context, accept_form, decline_form)


def _arrived(request: FileRequest, file_id: uuid.UUID, sees: bool) -> HttpResponse:
    address = reverse("handovers:overview", args=[file_id]) if sees else reverse("handovers:transfers")
    return file_pages.finish(request, _("The family is with you now. The handover note stands in the file."), address)
