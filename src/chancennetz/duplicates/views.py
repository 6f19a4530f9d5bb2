"""Joining two records of one person, and taking it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs, handle
from chancennetz.access.http import FileRequest
from chancennetz.core.errors import Conflict
from chancennetz.duplicates import actions
from chancennetz.duplicates.forms import MergeForm
from chancennetz.duplicates.models import PersonMerge
from chancennetz.people.models import Person
from chancennetz.people.queries import person_in_file
from chancennetz.ui import feedback, parts
from chancennetz.ui.answering import or_404


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE)
def merge(request: FileRequest, file_id: uuid.UUID, kept_id: uuid.UUID, merged_id: uuid.UUID) -> HttpResponse:
    """Show two records side by side, choose per field, join them."""
    kept = or_404(person_in_file(request.file, kept_id)).person
    merged = Person.objects.visible_to(request.actor, Facet.IDENTITY).filter(pk=merged_id).first()
    if merged is None or merged.pk == kept.pk or merged.merged_into_id or kept.merged_into_id:
        raise Http404
    form = MergeForm(request.POST or None, kept=kept, merged=merged)
    page = reverse("people:person", args=[file_id, kept_id])
    made: list[PersonMerge] = []

    def save(_data: dict[str, Any]) -> str:
        again = request.POST.get("although_separated") == "yes"
        made.append(
            actions.merge(
                by=request.actor,
                file=request.file,
                kept=kept,
                merged=merged,
                take=form.taken(),
                although_separated=again,
            )
        )
        return page

    context = {
        "title": _("Join two records"),
        "kept": kept,
        "merged": merged,
        "cancel": page,
        "separated": PersonMerge.objects.filter(
            kept__in=[kept, merged], merged__in=[kept, merged], undone_at__isnull=False
        ).exists(),
        "breadcrumb": crumbs(request, parts.Crumb(kept.full_name, page), parts.Crumb(_("Join two records"))),
    }
    done = _("The two records are one now. You can take it back on this page at any time.")
    return handle(request, form, save=save, done=done, context=context, template="duplicates/merge.html")


@declare.in_file(Facet.IDENTITY, read=Action.UPDATE)
@require_POST
def undo(request: FileRequest, file_id: uuid.UUID, merge_id: uuid.UUID) -> HttpResponse:
    """Separate two joined records again."""
    row = PersonMerge.objects.filter(file=request.file, pk=merge_id).select_related("kept", "merged", "file").first()
    if row is None:
        raise Http404
    try:
        actions.undo_merge(by=request.actor, row=row)
    except Conflict as error:
        feedback.confirm(request, str(error), tone="warning")
    else:
        feedback.confirm(request, _("The two records stand on their own again."))
    return redirect("people:person", file_id, row.kept_id)
