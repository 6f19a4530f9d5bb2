"""Emergency access: opening a file with a reason, and the review by somebody else."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import actions, declare, idempotency
from chancennetz.access.constants import EMERGENCY_HOURS, Action, Facet, ObjectType, ReviewResult
from chancennetz.access.fresh import needs_fresh_sign_in
from chancennetz.access.http import Request
from chancennetz.accounts import queries
from chancennetz.accounts.forms import EmergencyForm, ReviewForm
from chancennetz.accounts.tables import EmergencyReadTable, EmergencyTable
from chancennetz.audit.actions import record_read
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.ui import feedback, formats
from chancennetz.ui.parts import Crumb


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.EMERGENCY, Action.CREATE, write=Action.CREATE)
@needs_fresh_sign_in
def emergency(request: Request) -> HttpResponse:
    """Open a file of one's own organisation in an emergency, for some hours, with a reason."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        try:
            actions.break_glass(
                by=request.actor,
                file_number=form.cleaned_data["file_number"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            idempotency.remember(request, "/")
            text = _("The file is open for you for %(hours)s hours. You find it among your families.")
            feedback.confirm(request, text % {"hours": EMERGENCY_HOURS}, tone="warning")
            return redirect("/")
    return render(request, "accounts/emergency.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@declare.on(ObjectType.EMERGENCY, Action.LIST)
def emergency_list(request: Request) -> HttpResponse:
    """Emergency accesses with their reasons, those first that wait for a review."""
    table = EmergencyTable(queries.emergencies(request.actor), request)
    breadcrumb = [Crumb(_("Account"), reverse("accounts:own_account"))]
    return render(request, "accounts/emergency_list.html", {"table": table, "breadcrumb": breadcrumb})


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.EMERGENCY, Action.READ, write=Action.APPROVE)
def emergency_review(request: Request, relation_id: uuid.UUID) -> HttpResponse:
    """One emergency access: who, when, why, what was opened; and the review."""
    actor = request.actor
    view = next((one for one in queries.emergencies(actor) if one.relation.pk == relation_id), None)
    if view is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_emergency(
                by=actor,
                relation=view.relation,
                result=ReviewResult(form.cleaned_data["result"]),
                note=form.cleaned_data["note"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            feedback.confirm(request, _("Reviewed. Thank you."))
            return redirect("accounts:emergency_list")
    record_read(
        by=actor,
        action="access.emergency.look",
        object_type="relation",
        object_id=view.relation.pk,
        subjects=[view.relation.file_id],
        facet=Facet.READ_LOG,
    )
    own = view.relation.user_id == actor.user_id
    context = {
        "view": view,
        "facts": _facts(view),
        "review": _review(view),
        "own": own,
        "may_review": view.state in {"open", "overdue"} and not own,
        "form": form,
        "table": EmergencyReadTable(queries.read_in_emergency(view.relation), request),
        "breadcrumb": [
            Crumb(_("Emergency accesses"), reverse("accounts:emergency_list")),
            Crumb(time.format_date(view.relation.starts_at)),
        ],
    }
    return render(request, "accounts/emergency_review.html", context, status=422 if form.errors else 200)


def _facts(view: queries.EmergencyView) -> list[tuple[str, str]]:
    relation = view.relation
    assert relation.user is not None  # noqa: S101 - a constraint of the table
    assert relation.ends_at is not None  # noqa: S101
    began = f"{time.format_date(relation.starts_at)}, {formats.clock(relation.starts_at)}"
    return [
        (_("Who"), relation.user.display_name),
        (_("File"), view.number),
        (_("Opened"), f"{began} – {formats.clock(relation.ends_at)}"),
        (_("Reason"), relation.reason),
        (_("Review until"), time.format_date(view.due_on)),
    ]


def _review(view: queries.EmergencyView) -> list[tuple[str, str]]:
    if view.review is None:
        return []
    return [
        (_("Result"), str(ReviewResult(view.review.result).label)),
        (_("Note"), view.review.note),
        (_("Reviewed by"), view.review.reviewed_by.display_name),
        (_("Reviewed on"), time.format_date(view.review.created_at)),
    ]
