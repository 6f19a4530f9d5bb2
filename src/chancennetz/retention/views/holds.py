"""Holds: what is kept although its period is over."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.file_pages import handle
from chancennetz.access.http import Request
from chancennetz.core.errors import Conflict
from chancennetz.retention import actions, forms, queries
from chancennetz.retention.constants import HoldReason
from chancennetz.retention.models import Hold
from chancennetz.retention.views.common import crumbs, may
from chancennetz.ui import feedback, parts


@declare.on(ObjectType.RETENTION, Action.LIST)
def holds(request: Request) -> HttpResponse:
    """Every hold in force."""
    context = {
        "holds": queries.all_holds(),
        "may_change": may(request, Action.UPDATE),
        "breadcrumb": crumbs(parts.Crumb(_("Holds"))),
    }
    return render(request, "retention/holds.html", context)


@declare.on(ObjectType.RETENTION, Action.UPDATE, write=Action.UPDATE)
def new(request: Request) -> HttpResponse:
    """Stop the deletion of a file, by its number."""
    form = forms.HoldForm(request.POST or None, initial={"number": request.GET.get("number", "")})

    def save(data: dict[str, Any]) -> str:
        assert form.file_id is not None  # noqa: S101 - checked by the form
        actions.place_hold(
            by=request.actor,
            file_id=form.file_id,
            reason=HoldReason(data["reason"]),
            note=data["note"],
            ends_on=data["ends_on"],
        )
        return reverse("retention:holds")

    context = {
        "title": _("Keep a file"),
        "lead": _("A hold stops the deletion, also one that has been released already."),
        "submit": _("Keep the file"),
        "cancel": reverse("retention:holds"),
        "breadcrumb": crumbs(parts.Crumb(_("Holds"), reverse("retention:holds")), parts.Crumb(_("Keep a file"))),
    }
    done = _("The file is kept.")
    return handle(request, form, save=save, done=done, context=context, template="retention/form.html")


@declare.on(ObjectType.RETENTION, Action.UPDATE, write=Action.UPDATE)
@require_POST
def lift(request: Request, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold before its day."""
    try:
        actions.lift_hold(by=request.actor, hold=get_object_or_404(Hold, pk=hold_id))
    except Conflict as conflict:
        feedback.confirm(request, str(conflict), tone="warning")
    else:
        feedback.confirm(request, _("The hold is lifted."))
    return redirect("retention:holds")
