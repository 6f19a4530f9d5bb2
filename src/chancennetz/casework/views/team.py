"""The case team: who works with a family, and deputies. Handing over has its own page in `handovers`."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import actions as access
from chancennetz.access import declare, file_pages, queries
from chancennetz.access.constants import Action, Facet, RelationKind, Role
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile, User
from chancennetz.casework.forms import TeamForm
from chancennetz.core import time
from chancennetz.ui import answering


@declare.in_file(Facet.TEAM)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who works with the family now, who did before, and a form to change it."""
    file: FamilyFile = request.file
    colleagues = queries.colleagues(file.organisation_id, [Role.COUNSELLOR, Role.TEAM_LEAD])
    choices = [(user.id, user.display_name) for user in colleagues]
    form = TeamForm(request.POST, colleagues=choices) if request.method == "POST" else TeamForm(colleagues=choices)
    if form.is_bound and form.is_valid():
        user = next(user for user in colleagues if str(user.id) == form.cleaned_data["user"])
        ok, _relation = file_pages.saved(request, form, lambda: _change(request, form, user))
        if ok:
            return _after(request, file)
    now = time.now()
    team = queries.team_of(file_id)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Team")),
        "file": file,
        "team": team,
        "past": [one for one in queries.team_history(file_id) if one.ends_at is not None and one.ends_at <= now],
        "may_write": file_pages.opens(request, Facet.TEAM, Action.UPDATE),
        "may_hand_over": file_pages.opens(request, Facet.TEAM, Action.END),
        "lead_kind": RelationKind.CASE_LEAD,
    }
    return answering.show(request, "casework/team.html", context, form)


def _after(request: FileRequest, file: FamilyFile) -> HttpResponse:
    """Go back to the team page, or to the list when one has handed the file over and no longer sees it."""
    still = queries.visible_files(request.actor, Facet.TEAM).filter(pk=file.pk).exists()
    address = reverse("casework:team", args=[file.pk]) if still else reverse("casework:list")
    return file_pages.finish(request, _("The team has changed."), address)


def _change(request: FileRequest, form: TeamForm, user: User) -> Any:
    file: FamilyFile = request.file
    data = form.cleaned_data
    until = None
    if data["kind"] == RelationKind.DEPUTY and data["until"] is not None:
        if data["until"] < time.today():
            raise ValidationError({"until": _("This day is over already.")})
        until = dt.datetime.combine(data["until"] + dt.timedelta(days=1), dt.time(), time.BERLIN)
    return access.add_to_team(
        by=request.actor,
        file=file,
        user=user,
        kind=RelationKind(data["kind"]),
        reason=data["reason"],
        until=until,
    )


@declare.in_file(Facet.TEAM)
@require_POST
def end(request: FileRequest, file_id: uuid.UUID, relation_id: uuid.UUID) -> HttpResponse:
    """Take somebody out of the team now."""
    file: FamilyFile = request.file
    relation = answering.or_404(next((one for one in queries.team_of(file_id) if one.id == relation_id), None))
    ok, _ended = file_pages.saved(request, None, lambda: access.end_relation(by=request.actor, relation=relation))
    return _after(request, file) if ok else redirect(reverse("casework:team", args=[file_id]))
