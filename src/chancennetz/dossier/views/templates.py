"""Templates of letters: list, change, preview, retire."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.access.rules import Target, decide
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.dossier import actions, queries
from chancennetz.dossier.constants import LetterKind
from chancennetz.dossier.forms import TemplateForm
from chancennetz.dossier.models import LetterTemplate
from chancennetz.dossier.places import PLACES
from chancennetz.ui import feedback, pages, parts
from chancennetz.ui.tables import Column, Table

_UNPROCESSABLE = 422


def _address(template: LetterTemplate) -> str:
    return reverse("dossier:template", args=[template.pk])


class TemplateTable(Table):
    """The templates in use."""

    caption = gettext_lazy("Letter templates")
    filename = "templates"
    files = False
    columns = (
        Column("name", gettext_lazy("Name"), head=True, url=_address),
        Column("kind", gettext_lazy("What for"), value=lambda row: str(LetterKind(row.kind).label)),
        Column("number", gettext_lazy("Version"), kind="number"),
        Column("created_at", gettext_lazy("Since"), kind="date"),
    )
    default_sort = "name"
    empty_title = gettext_lazy("No template in use")
    empty_text = gettext_lazy("Write the first one: what do you write again and again?")


def _may(request: Request, action: Action) -> bool:
    actor = request.actor
    return decide(actor, action, Target(ObjectType.LETTER_TEMPLATE), actor.purpose, time.now()).allowed


def _crumbs(last: str = "") -> list[parts.Crumb]:
    if not last:
        return [parts.Crumb(_("Letter templates"))]
    return [parts.Crumb(_("Letter templates"), reverse("dossier:templates")), parts.Crumb(last)]


@declare.on(ObjectType.LETTER_TEMPLATE, Action.LIST)
def templates(request: Request) -> HttpResponse:
    """All templates in use."""
    table = TemplateTable(queries.templates(), request)
    context = {"table": table, "may_write": _may(request, Action.CREATE), "breadcrumb": _crumbs()}
    return render(request, "dossier/templates.html", context)


def _save(request: Request, form: TemplateForm, key: str, expected: int) -> bool:
    data = form.cleaned_data
    try:
        actions.save_template(
            by=request.actor,
            key=key,
            name=data["name"],
            kind=LetterKind(data["kind"]),
            subject=data["subject"],
            body=data["body"],
            expected=expected,
        )
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field, texts)
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    feedback.confirm(request, _("Template saved."))
    return True


def _page(request: Request, form: TemplateForm, title: str, template: LetterTemplate | None = None) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "template": template,
        "history": queries.template_history(template.key) if template else [],
        "places": [(f"{{{{ {name} }}}}", str(text)) for name, text in PLACES.items()],
        "may_end": template is not None and template.in_use and _may(request, Action.END),
        "breadcrumb": _crumbs(title),
    }
    failed = form.is_bound and bool(form.errors)
    return render(request, "dossier/template.html", context, status=_UNPROCESSABLE if failed else 200)


@declare.on(ObjectType.LETTER_TEMPLATE, Action.CREATE, write=Action.CREATE)
def new(request: Request) -> HttpResponse:
    """Write a new template."""
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _save(request, form, form.key(), 0):
        return redirect("dossier:templates")
    return _page(request, form, _("New template"))


@declare.on(ObjectType.LETTER_TEMPLATE, Action.READ, write=Action.UPDATE)
def template(request: Request, template_id: uuid.UUID) -> HttpResponse:
    """Read or change a template; a change becomes its next version."""
    found = queries.find_template(template_id)
    if found is None:
        raise Http404
    start = {"name": found.name, "kind": found.kind, "subject": found.subject, "body": found.body}
    form = TemplateForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _save(request, form, found.key, found.number):
        return redirect("dossier:templates")
    if not _may(request, Action.UPDATE) or not found.in_use:
        for field in form.fields.values():
            field.disabled = True
    return _page(request, form, found.name, found)


@declare.on(ObjectType.LETTER_TEMPLATE, Action.END, write=Action.END)
def retire(request: Request, template_id: uuid.UUID) -> HttpResponse:
    """Take a template out of the choice, after asking."""
    found = queries.find_template(template_id)
    if found is None or not found.in_use:
        raise Http404
    if request.method == "POST":
        actions.retire_template(by=request.actor, template=found)
        feedback.confirm(request, _("The template is no longer offered."))
        return redirect("dossier:templates")
    return pages.confirm(
        request,
        title=_("No longer offer this template?"),
        text=found.name,
        action=_("Take out"),
        cancel_url=_address(found),
        consequences=[_("Letters that were written with it stay as they are.")],
        breadcrumb=_crumbs(found.name),
    )
