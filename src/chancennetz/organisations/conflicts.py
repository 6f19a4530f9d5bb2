"""When two people change the same record: both versions side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.ui import pages, parts


def _shown(field: forms.Field, value: Any) -> str:
    """Write a value as the form does: the label of a choice, otherwise the text."""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # no groups among our choices
    return "" if value is None else str(value)


def conflict_page(
    request: HttpRequest, form: forms.Form, stored: Organisation | Unit, *, title: str, url: str
) -> HttpResponse:
    """Show what the reader typed beside what somebody else has saved meanwhile."""
    differences = [
        parts.Difference(
            field.label or name, _shown(field, form.cleaned_data[name]), _shown(field, getattr(stored, name))
        )
        for name, field in form.fields.items()
        if name != "version"
    ]
    last = AuditEntry.objects.filter(kind="write", object_id=str(stored.pk)).order_by("-created_at").first()
    return pages.conflict(
        request,
        title=title,
        differences=differences,
        changed_by=last.user_name if last else _("somebody else"),
        changed_at=last.created_at if last else time.now(),
        version=stored.version,
        discard_url=url,
        posted=dict(request.POST.lists()),
    )
