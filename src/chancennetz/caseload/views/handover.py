"""Who is in charge of a family, and handing over."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, FileState, RelationKind, Role
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues, team_of, visible_files
from chancennetz.caseload import actions
from chancennetz.caseload.constants import FamilyInformed
from chancennetz.caseload.forms import HandoverForm
from chancennetz.caseload.queries import cases, quality, transfer
from chancennetz.caseload.views import common
from chancennetz.casework import queries as casework
from chancennetz.core.errors import NotAllowed
from chancennetz.ui import answering

CASE_WORKERS = [Role.COUNSELLOR, Role.TEAM_LEAD]


@declare.in_file(Facet.TEAM)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who is in charge, what was handed over, and the ways to card, aftercare and end."""
    file: FamilyFile = request.file
    row = casework.case_of(file)
    opens = {facet.value: file_pages.opens(request, facet) for facet in Facet}
    works = opens["contact"] and request.actor.role in CASE_WORKERS
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Handover and end")),
        "file": file,
        "case": row,
        "closed": file.state == FileState.CLOSED,
        "team": team_of(file_id),
        "lead_kind": RelationKind.CASE_LEAD,
        "handovers": cases.handovers_of(file),
        "opens": opens,
        "works": works,
        "card": cases.card_of(file) if common.opens_card(request) else None,
        "aftercare": cases.aftercare_of(file) if works else [],
        "transfers": transfer.transfers_of(file_id) if works else [],
        "gaps": quality.gap_rows(request.actor, file) if works else [],
        "may_hand_over": file_pages.opens(request, Facet.TEAM, Action.END),
        "may_transfer": file_pages.opens(request, Facet.FRAME, Action.SHARE) and file.state == FileState.OPEN,
        "opens_card": common.opens_card(request),
        "may_make_card": common.opens_card(request, Action.CREATE),
        "may_end": row is not None and file_pages.opens(request, Facet.FRAME, Action.END),
        "may_reopen": row is not None
        and row.exit_on is not None
        and file_pages.opens(request, Facet.FRAME, Action.APPROVE),
        "may_tell": file_pages.opens(request, Facet.TEAM, Action.UPDATE),
        "may_write_letter": file_pages.opens(request, Facet.DOCUMENT, Action.CREATE),
        "not_yet": FamilyInformed.NOT_YET,
    }
    return render(request, "caseload/overview.html", context)


@declare.in_file(Facet.TEAM, read=Action.END, write=Action.END)
def handover(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Hand a family over to a colleague, with everything that is still to be done."""
    file: FamilyFile = request.file
    leading = {one.user_id for one in team_of(file_id) if one.kind == RelationKind.CASE_LEAD}
    others = [user for user in colleagues(file.organisation_id, CASE_WORKERS) if user.pk not in leading]
    form = HandoverForm(request.POST or None, colleagues=others)
    key = f"handover:{file.pk}"
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        data = form.cleaned_data
        user = next(user for user in others if str(user.pk) == data["user"])
        ok, _made = common.saved(
            request,
            form,
            lambda: actions.hand_over(
                by=request.actor,
                file=file,
                user=user,
                note=data["note"],
                informed=FamilyInformed(data["informed"]),
                reason=data["reason"],
            ),
        )
        if ok:
            return _after(request, file, key, user.display_name)
    context = {
        "form": form,
        "file": file,
        "colleagues": others,
        "work": cases.open_work(file),
        "cancel": reverse("caseload:overview", args=[file_id]),
        "breadcrumb": common.crumbs(request, _("Hand over")),
        **file_pages.draft(key),
    }
    return answering.show(request, "caseload/handover.html", context, form)


def _after(request: FileRequest, file: FamilyFile, key: str, name: str) -> HttpResponse:
    """Go back to the file, or to the list when one has handed it over and no longer sees it."""
    still = visible_files(request.actor, Facet.TEAM).filter(pk=file.pk).exists()
    address = reverse("caseload:overview", args=[file.pk]) if still else reverse("casework:list")
    return file_pages.finish(request, _("Handed over to %(name)s.") % {"name": name}, address, draft_key=key)


@declare.in_file(Facet.TEAM)
@require_POST
def told(request: FileRequest, file_id: uuid.UUID, lead_change_id: uuid.UUID) -> HttpResponse:
    """Note that the family knows its new counsellor."""
    row = answering.or_404(next((one for one in cases.handovers_of(request.file) if one.pk == lead_change_id), None))
    try:
        how = FamilyInformed(request.POST.get("how", ""))
    except ValueError as error:
        raise NotAllowed("no such answer") from error
    ok, _row = common.saved(request, None, lambda: actions.family_told(by=request.actor, handover=row, how=how))
    address = reverse("caseload:overview", args=[file_id])
    return file_pages.finish(request, _("Noted."), address) if ok else redirect(address)
