"""Forms for project lead and administration: list, preview, import, export, compare, take into use."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.access.rules import Target, decide
from chancennetz.assessments.constants import FormAbout, FormState, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, page_language, text
from chancennetz.assessments.models import FormDefinition
from chancennetz.assessments.queries import find_definition, whole_form_of
from chancennetz.assessments.wording import choices_of, condition_words
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.formeditor import actions, queries, rules
from chancennetz.formeditor.changes import change_words
from chancennetz.formeditor.definition_file import to_json, to_toml
from chancennetz.ui import feedback
from chancennetz.ui.answering import or_404
from chancennetz.ui.parts import Chip, Crumb
from chancennetz.ui.upload import ImportPage, import_page

_TONES = {FormState.DRAFT: "info", FormState.PUBLISHED: "success", FormState.RETIRED: "neutral"}


def _may(request: Request, what: Action) -> bool:
    actor = request.actor
    return decide(actor, what, Target(ObjectType.FORM_DEFINITION), actor.purpose, time.now()).allowed


def _crumbs(*last: Crumb | str) -> list[Crumb]:
    own = [Crumb(_("Forms"), reverse("formeditor:forms"))]
    return own + [Crumb(one) if isinstance(one, str) else one for one in last]


def _version(row: FormDefinition) -> dict[str, Any]:
    state = FormState(row.state)
    return {
        "url": reverse("formeditor:form", args=[row.id]),
        "number": row.number,
        "state": state.label,
        "tone": _TONES[state],
        "day": row.published_at or row.created_at,
    }


@declare.on(ObjectType.FORM_DEFINITION, Action.LIST)
def forms(request: Request) -> HttpResponse:
    """All forms with their versions."""
    cards = []
    for versions in queries.versions_by_form().values():
        form = whole_form_of(versions[0])
        cards.append(
            {
                "title": text(form.title, page_language()),
                "lead": text(form.lead, page_language()),
                "about": FormAbout(form.about).label,
                "versions": [_version(row) for row in versions],
            }
        )
    context = {"cards": cards, "may_write": _may(request, Action.CREATE)}
    return render(request, "formeditor/forms.html", context)


def _find(form_id: uuid.UUID) -> FormDefinition:
    return or_404(find_definition(form_id))


@declare.on(ObjectType.FORM_DEFINITION)
def form(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """A version of a form as it will be asked: every question with kind, answers and conditions."""
    row = _find(form_id)
    content = whole_form_of(row)
    chosen = request.GET.get("language", "")
    language = chosen if chosen in content.languages() else page_language()
    older = [one for one in queries.versions_of(row.key) if one.number < row.number]
    context = {
        "breadcrumb": _crumbs(text(content.title, page_language())),
        "row": row,
        "title": text(content.title, language),
        "lead": text(content.lead, language),
        "about": FormAbout(content.about).label,
        "state": FormState(row.state).label,
        "tone": _TONES[FormState(row.state)],
        "sections": [_section(content, section, language) for section in content.sections],
        "languages": [Chip(one, f"?language={one}", current=one == language) for one in content.languages()],
        "completes": content.completes_assessment,
        "questions": sum(1 for _pair in content.questions()),
        "is_draft": row.state == FormState.DRAFT,
        "is_published": row.state == FormState.PUBLISHED,
        "may_publish": _may(request, Action.APPROVE),
        "may_change": _may(request, Action.UPDATE),
        "may_export": _may(request, Action.EXPORT),
        "older": older[0] if older else None,
    }
    return render(request, "formeditor/form.html", context)


def _section(form: Form, section: Section, language: str) -> dict[str, Any]:
    guarded = section.facet.label if section.facet.value != "intake" else ""
    return {
        "title": text(section.title, language),
        "lead": text(section.lead, language),
        "area": LifeArea(section.area).label if section.area else "",
        "guarded": guarded,
        "condition": condition_words(form, section, language),
        "hidden": section.hidden,
        "questions": [_question(form, question, language) for question in section.questions],
    }


def _question(form: Form, question: Question, language: str) -> dict[str, Any]:
    words = dict(choices_of(question, language))
    answers = list(words.values())
    if question.kind is QuestionKind.SCALE:
        ends = (text(question.left, language), text(question.right, language))
        answers = [f"{question.steps[0]} {ends[0]}".strip(), "…", f"{question.steps[-1]} {ends[1]}".strip()]
    return {
        "label": text(question.label, language),
        "key": question.key,
        "kind": QuestionKind(question.kind).label,
        "help": text(question.help, language),
        "required": question.required,
        "hidden": question.hidden,
        "answers": " · ".join(answers),
        "condition": condition_words(form, question, language),
        "urgent": ", ".join(words.get(value, value) for value in question.urgent_if),
    }


@declare.on(ObjectType.FORM_DEFINITION, Action.CREATE, write=Action.CREATE)
def upload(request: Request) -> HttpResponse:
    """Take a form in from a file: first checked, then confirmed, then a draft."""
    page = ImportPage(
        title=_("Import a form"),
        lead=_("A TOML or JSON file. Export a form first, change it in any text editor, and bring it back."),
        run=lambda data, dry_run: actions.import_form(by=request.actor, data=data, dry_run=dry_run),
        done_url=reverse("formeditor:forms"),
        accept=".toml,.json",
        rules=(
            _("The key of the form stays the same: then it becomes the next version."),
            _("Keys of questions stay the same when the meaning stays the same: then answers can be compared."),
            _("It becomes a draft. Counsellors see it only after you take it into use."),
        ),
        breadcrumb=_crumbs(_("Import a form")),
    )
    return import_page(request, page)


def _download(row: FormDefinition, content: str, kind: str) -> HttpResponse:
    types = {"toml": "application/toml; charset=utf-8", "json": "application/json; charset=utf-8"}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="{row.key}-{row.number}.{kind}"'
    return response


@declare.on(ObjectType.FORM_DEFINITION, Action.EXPORT)
def as_toml(_request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """The form as TOML, to change it in a text editor."""
    row = _find(form_id)
    return _download(row, to_toml(whole_form_of(row)), "toml")


@declare.on(ObjectType.FORM_DEFINITION, Action.EXPORT)
def as_json(_request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """The form as JSON, for programs."""
    row = _find(form_id)
    return _download(row, to_json(whole_form_of(row)), "json")


@declare.on(ObjectType.FORM_DEFINITION)
def compare(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """What differs from an earlier version (`?with=` its number, else the one before)."""
    row = _find(form_id)
    others = [one for one in queries.versions_of(row.key) if one.number != row.number]
    wanted = request.GET.get("with", "")
    older = [one for one in others if one.number < row.number]
    usual = next(iter(older or others), None)
    chosen = next((one for one in others if str(one.number) == wanted), usual)
    content, language = whole_form_of(row), page_language()
    title = text(content.title, language)
    before = whole_form_of(chosen) if chosen is not None else content
    context = {
        "breadcrumb": _crumbs(Crumb(title, reverse("formeditor:form", args=[form_id])), _("Compare")),
        "title": title,
        "row": row,
        "other": chosen,
        "chips": [Chip(_version_words(one), f"?with={one.number}", current=one == chosen) for one in others],
        "changes": change_words(rules.compare_forms(content, before), content, before, language),
    }
    return render(request, "formeditor/form_compare.html", context)


def _version_words(row: FormDefinition) -> str:
    return _("Version %(number)s") % {"number": row.number}


def _act(request: Request, form_id: uuid.UUID, run: Callable[..., Any], done: str, target: str) -> HttpResponse:
    row = _find(form_id)
    try:
        run(by=request.actor, definition=row)
    except Conflict as error:
        feedback.confirm(request, str(error), tone="warning")
    else:
        feedback.confirm(request, done)
    return redirect(target)


@declare.on(ObjectType.FORM_DEFINITION, write=Action.APPROVE)
@require_POST
def publish(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """Take a draft into use."""
    here = reverse("formeditor:form", args=[form_id])
    return _act(request, form_id, actions.publish, _("In use from now on."), here)


@declare.on(ObjectType.FORM_DEFINITION, write=Action.APPROVE)
@require_POST
def retire(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """Take a form out of use."""
    here = reverse("formeditor:form", args=[form_id])
    return _act(request, form_id, actions.retire, _("Not in use any more. What was filled in stays."), here)


@declare.on(ObjectType.FORM_DEFINITION, write=Action.END)
@require_POST
def delete(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """Delete a draft."""
    return _act(request, form_id, actions.delete_draft, _("Draft deleted."), reverse("formeditor:forms"))
