"""The editor: a county changes a draft of a form in the browser, step by step and without script."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.assessments.constants import QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, page_language, text
from chancennetz.assessments.models import FormDefinition
from chancennetz.assessments.queries import find_definition, whole_form_of
from chancennetz.assessments.wording import condition_words
from chancennetz.core.errors import Conflict, ImportDefects
from chancennetz.formeditor import actions, editing, queries
from chancennetz.formeditor.forms.editing import HeadForm, QuestionEditForm, SectionEditForm
from chancennetz.formeditor.views.drafts import conditions_url, crumbs, draft_of, editor_url, said, save_page
from chancennetz.ui import feedback
from chancennetz.ui.answering import or_404, show


@declare.on(ObjectType.FORM_DEFINITION, write=Action.CREATE)
@require_POST
def begin(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """Begin a draft as a copy of this version, or go on with the one that is there."""
    row = actions.begin_draft(by=request.actor, definition=or_404(find_definition(form_id)))
    return redirect(editor_url(row))


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE)
def edit(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """The draft with everything that can be done to it."""
    row, form = draft_of(form_id)
    asked_before = {
        key
        for other in queries.versions_of(row.key)
        if other.pk != row.pk
        for section in whole_form_of(other).sections
        for key in (section.key, *(question.key for question in section.questions))
    }
    context = {
        "breadcrumb": crumbs(row, form),
        "row": row,
        "title": text(form.title, page_language()),
        "mark": row.content_hash,
        "sections": [_section(row, form, section, asked_before) for section in form.sections],
        "older": any(other.number < row.number for other in queries.versions_of(row.key)),
    }
    return show(request, "formeditor/edit.html", context)


def _section(row: FormDefinition, form: Form, section: Section, asked_before: set[str]) -> dict[str, Any]:
    language = page_language()
    places = [one.key for one in form.sections]
    return {
        "key": section.key,
        "title": text(section.title, language),
        "guarded": section.facet.label if section.facet.value != "intake" else "",
        "hidden": section.hidden,
        "condition": condition_words(form, section, language),
        "conditions": conditions_url(row, form, "section", section.key),
        "first": section.key == places[0],
        "last": section.key == places[-1],
        "is_new": section.key not in asked_before,
        "questions": [
            {
                "key": one.key,
                "label": text(one.label, language),
                "kind": QuestionKind(one.kind).label,
                "required": one.required,
                "hidden": one.hidden,
                "condition": condition_words(form, one, language),
                "conditions": conditions_url(row, form, "question", one.key),
                "first": place == 0,
                "last": place == len(section.questions) - 1,
                "is_new": one.key not in asked_before,
            }
            for place, one in enumerate(section.questions)
        ],
    }


#: What the buttons of the editor do: word -> step.
_STEPS: dict[str, Callable[[Form, str, str], editing.Data]] = {
    "up": lambda form, what, key: editing.move(form, what, key, up=True),
    "down": lambda form, what, key: editing.move(form, what, key, up=False),
    "hide": lambda form, what, key: editing.hide(form, what, key, hidden=True),
    "show": lambda form, what, key: editing.hide(form, what, key, hidden=False),
    "out": editing.take_out,
}


@declare.on(ObjectType.FORM_DEFINITION, write=Action.UPDATE)
@require_POST
def step(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """One button of the editor: `do` is "up/question/debts/" and the mark of the draft that was seen."""
    row, form = draft_of(form_id)
    word, what, key, mark = [*request.POST.get("do", "").split("/"), "", "", "", ""][:4]
    known = {one.key for one in form.sections} if what == "section" else {one.key for _s, one in form.questions()}
    if word not in _STEPS or what not in {"section", "question"} or key not in known:
        raise Http404
    if word == "out" and not _is_new(row, what, key):
        raise Http404
    try:
        actions.change_draft(
            by=request.actor, definition=row, expected=mark, change=lambda now: _STEPS[word](now, what, key)
        )
    except (ImportDefects, Conflict) as error:
        feedback.confirm(request, said(form, error), tone="warning")
        return redirect(editor_url(row))  # without a place: the reason stands on top of the page
    place = "" if word == "out" else f"#{what}-{key}"
    return redirect(editor_url(row) + place)


def _is_new(row: FormDefinition, what: str, key: str) -> bool:
    others = [whole_form_of(one) for one in queries.versions_of(row.key) if one.pk != row.pk]
    if what == "section":
        return all(form.section(key) is None for form in others)
    return all(question.key != key for form in others for _section, question in form.questions())


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def head(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """Title and introduction of the form."""
    row, content = draft_of(form_id)
    form = HeadForm(request.POST or None, initial=HeadForm.values_of(content) | {"mark": row.content_hash})
    title = _("Title and introduction")
    context = {"title": title, "breadcrumb": crumbs(row, content, title)}
    return save_page(request, row, content, form, lambda now: editing.change_head(now, form.cleaned_data), context)


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def section(request: Request, form_id: uuid.UUID, section: str = "") -> HttpResponse:
    """A section: its words, its life area, with which part of the file it is released."""
    row, content = draft_of(form_id)
    one = or_404(content.section(section)) if section else None
    initial = {"mark": row.content_hash} | (SectionEditForm.values_of(one) if one else {"facet": "intake"})
    form = SectionEditForm(request.POST or None, initial=initial, is_new=one is None)
    title = _("Change the section") if one else _("New section")
    context = {"title": title, "breadcrumb": crumbs(row, content, title)}
    if one is not None:
        context["conditions"] = conditions_url(row, content, "section", section)
    then = editor_url(row) + (f"#section-{section}" if section else "")

    def change(now: Form) -> editing.Data:
        return editing.change_section(now, section, form.values)

    return save_page(request, row, content, form, change, context, then=then)


def _find_question(form: Form, key: str) -> tuple[Section, Question]:
    return or_404(next(((home, one) for home, one in form.questions() if one.key == key), None))


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def question_new(request: Request, form_id: uuid.UUID, section: str) -> HttpResponse:
    """A new question at the end of a section."""
    row, content = draft_of(form_id)
    return _question_page(request, row, content, or_404(content.section(section)), None)


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def question(request: Request, form_id: uuid.UUID, question: str) -> HttpResponse:
    """A question: words, kind, answers."""
    row, content = draft_of(form_id)
    home, one = _find_question(content, question)
    return _question_page(request, row, content, home, one)


def _question_page(
    request: Request, row: FormDefinition, content: Form, home: Section, one: Question | None
) -> HttpResponse:
    language = page_language()
    key = one.key if one else ""
    initial = {"mark": row.content_hash} | (QuestionEditForm.values_of(one) if one else {"kind": "text"})
    form = QuestionEditForm(
        request.POST or None, initial=initial, form=content, section=home.key, question=one, language=language
    )
    title = _("Change the question") if one else _("New question")
    context = {
        "title": title,
        "lead": condition_words(content, one, language) if one else text(home.title, language),
        "breadcrumb": crumbs(row, content, title),
        "main": form.main,
        "groups": list(form.groups()),
    }
    if one is not None:
        context["conditions"] = conditions_url(row, content, "question", key)
    then = editor_url(row) + (f"#question-{key}" if key else f"#section-{home.key}")

    def change(now: Form) -> editing.Data:
        return editing.change_question(now, home.key, key, form.values)

    return save_page(request, row, content, form, change, context, then=then)
