"""Entrusted notes: the page of one counsellor in person."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import actions, queries
from chancennetz.casework.forms import NoteForm
from chancennetz.ui import answering, pages
from chancennetz.ui.parts import Crumb


def _here(file_id: uuid.UUID) -> str:
    return reverse("casework:notes", args=[file_id])


@declare.in_file(Facet.ENTRUSTED, write=Action.CREATE)
def notes(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """One's own entrusted notes in a file, and a new one."""
    file: FamilyFile = request.file
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    key = f"entrusted:{file_id}"
    form = NoteForm(request.POST) if request.method == "POST" else NoteForm()
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        ok, _note = file_pages.saved(
            request,
            form,
            lambda: actions.add_entrusted_note(by=request.actor, file=file, text=text),
        )
        if ok:
            return file_pages.finish(request, _("Saved. Only you can read it."), _here(file_id), draft_key=key)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Entrusted notes")),
        "file": file,
        "notes": queries.own_notes(request.actor, file),
        "may_write": file_pages.opens(request, Facet.ENTRUSTED, Action.CREATE),
        **file_pages.draft(key),
    }
    return answering.show(request, "casework/notes.html", context, form)


@declare.in_file(Facet.ENTRUSTED)
def remove(request: FileRequest, file_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Delete an entrusted note for good, after asking once."""
    file: FamilyFile = request.file
    found = queries.own_notes(request.actor, file)
    note = answering.or_404(next((one for one in found if one.id == note_id), None))
    if request.method == "POST":
        file_pages.saved(request, None, lambda: actions.remove_entrusted_note(by=request.actor, note=note))
        return file_pages.finish(request, _("The note is deleted."), _here(file_id))
    return pages.confirm(
        request,
        title=_("Delete this note?"),
        text=_("It was written on %(day)s. It cannot be brought back.") % {"day": note.created_at.strftime("%d.%m.%Y")},
        action=_("Delete note"),
        cancel_url=_here(file_id),
        dangerous=True,
        breadcrumb=file_pages.crumbs(request, Crumb(_("Entrusted notes"), _here(file_id)), _("Delete")),
    )
