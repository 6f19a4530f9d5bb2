"""What the pages of the editor share: the draft, the way back, saving with the check of the whole form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.file_pages import handle
from chancennetz.access.http import Request
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.definition import Form, page_language, text
from chancennetz.assessments.models import FormDefinition
from chancennetz.assessments.queries import find_definition, whole_form_of
from chancennetz.core.errors import Conflict, ImportDefects
from chancennetz.formeditor import actions, conditions, editing
from chancennetz.formeditor.forms.editing import EditForm
from chancennetz.formeditor.wording import defect_words
from chancennetz.ui.answering import or_404
from chancennetz.ui.parts import Crumb


def draft_of(form_id: uuid.UUID) -> tuple[FormDefinition, Form]:
    """Return the draft in the address with its content, or answer that there is no such page."""
    row = or_404(find_definition(form_id))
    if row.state != FormState.DRAFT:
        raise Http404
    return row, whole_form_of(row)


def editor_url(row: FormDefinition) -> str:
    """Return the address of the editor."""
    return reverse("formeditor:form_edit", args=[row.pk])


def conditions_url(row: FormDefinition, form: Form, what: str, key: str) -> str:
    """Return the page with the conditions of a part; empty when nothing is asked before that could decide."""
    part = conditions.find(form, what, key)
    if part is None or not (part[1].tests or conditions.candidates(form, what, key)):
        return ""
    return reverse(f"formeditor:form_edit_{what}_when", args=[row.pk, key])


def crumbs(row: FormDefinition, form: Form, *last: Crumb | str) -> list[Crumb]:
    """Return the way back: forms, this form, its editor, then `last` (the very last one is a plain text)."""
    own = [Crumb(_("Forms"), reverse("formeditor:forms"))]
    own.append(Crumb(text(form.title, page_language()), reverse("formeditor:form", args=[row.pk])))
    own.append(Crumb(_("Change"), editor_url(row) if last else ""))
    return own + [Crumb(one) if isinstance(one, str) else one for one in last]


def said(form: Form, error: ImportDefects | Conflict) -> str:
    """Say why a button of the editor changed nothing."""
    if isinstance(error, ImportDefects):
        return " ".join([_("Nothing was changed."), *defect_words(form, error.defects[:3], page_language())])
    return str(error)


def save_page(
    request: Request,
    row: FormDefinition,
    content: Form,
    form: EditForm,
    change: Callable[[Form], editing.Data],
    context: dict[str, Any],
    *,
    then: str = "",
    template: str = "formeditor/edit_part.html",
) -> HttpResponse:
    """Show a form of the editor, or save it: what is wrong with the whole form is said in it."""

    def save(data: dict[str, Any]) -> str:
        try:
            actions.change_draft(by=request.actor, definition=row, expected=data["mark"], change=change)
        except ImportDefects as error:
            raise ValidationError(defect_words(content, error.defects, page_language())) from error
        return then or editor_url(row)

    context = {"cancel": then or editor_url(row), **context}
    return handle(request, form, save=save, done=_("Saved."), context=context, template=template)
