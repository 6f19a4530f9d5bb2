"""Who is in charge of a family, and handing over."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, FileState, RelationKind
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues, team_of, visible_files
from chancennetz.core.errors import NotAllowed
from chancennetz.handovers import actions, seams
from chancennetz.handovers import file_pages as pages
from chancennetz.handovers.constants import CASE_WORKERS, FamilyInformed
from chancennetz.handovers.forms import HandoverForm
from chancennetz.handovers.queries import transfer, work
from chancennetz.ui import answering


@declare.in_file(Facet.TEAM)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who is in charge, what was handed over, and the cards of rooms above: what is missing, aftercare, the end."""
    file: FamilyFile = request.file
    works = pages.works_here(request)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Handover and end")),
        "file": file,
        "closed": file.state == FileState.CLOSED,
        "team": team_of(file_id),
        "handovers": work.handovers_of(file),
        "works": works,
        "transfers": transfer.transfers_of(file_id) if works else [],
        "may_hand_over": file_pages.opens(request, Facet.TEAM, Action.END),
        "may_transfer": file_pages.opens(request, Facet.FRAME, Action.SHARE) and file.state == FileState.OPEN,
        "may_tell": file_pages.opens(request, Facet.TEAM, Action.UPDATE),
        "may_write_letter": file_pages.opens(request, Facet.DOCUMENT, Action.CREATE),
        "not_yet": FamilyInformed.NOT_YET,
        **seams.cards(request),
    }
    return render(request, "handovers/overview.html", context)


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
        ok, _made = pages.saved(
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
        "work": work.open_work(file),
        "cancel": reverse("handovers:overview", args=[file_id]),
        "breadcrumb": pages.crumbs(request, _("Hand over")),
        **file_pages.draft(key),
    }
    return answering.show(request, "handovers/handover.html", context, form)


def _after(request: FileRequest, file: FamilyFile, key: str, name: str) -> HttpResponse:
    """Go back to the file, or to the list when one has handed it over and no longer sees it."""
    still = visible_files(request.actor, Facet.TEAM).filter(pk=file.pk).exists()
    address = reverse("handovers:overview", args=[file.pk]) if still else reverse("casework:list")
    return file_pages.finish(request, _("Handed over to %(name)s.") % {"name": name}, address, draft_key=key)


@declare.in_file(Facet.TEAM)
@require_POST
def told(request: FileRequest, file_id: uuid.UUID, lead_change_id: uuid.UUID) -> HttpResponse:
    """Note that the family knows its new counsellor."""
    row = answering.or_404(next((one for one in work.handovers_of(request.file) if one.pk == lead_change_id), None))
    try:
        how = FamilyInformed(request.POST.get("how", ""))
    except ValueError as error:
        raise NotAllowed("no such answer") from error
    ok, _row = pages.saved(request, None, lambda: actions.family_told(by=request.actor, handover=row, how=how))
    address = reverse("handovers:overview", args=[file_id])
    return file_pages.finish(request, _("Noted."), address) if ok else redirect(address)
