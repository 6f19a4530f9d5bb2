"""“Show only if …”: the conditions of a question or a section, without script: which question, then what to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.assessments.definition import Form, Question, Section, page_language, text
from chancennetz.assessments.models import FormDefinition
from chancennetz.assessments.wording import test_words
from chancennetz.core.errors import Conflict, ImportDefects
from chancennetz.formeditor import actions, conditions, editing
from chancennetz.formeditor.forms.conditions import AskForm, ConditionForm
from chancennetz.formeditor.views.drafts import crumbs, draft_of, editor_url, said, save_page
from chancennetz.ui import feedback
from chancennetz.ui.answering import or_404, show
from chancennetz.ui.parts import Crumb

#: From so many conditions on, and where both kinds are there already, each can say how it belongs to the others.
_GROUPED_FROM = 3


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def of_section(request: Request, form_id: uuid.UUID, section: str) -> HttpResponse:
    """The conditions of a section."""
    return _all(request, form_id, "section", section)


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def of_question(request: Request, form_id: uuid.UUID, question: str) -> HttpResponse:
    """The conditions of a question."""
    return _all(request, form_id, "question", question)


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def of_section_one(request: Request, form_id: uuid.UUID, section: str, place: int | None = None) -> HttpResponse:
    """One condition of a section: a new one, or the one at its place."""
    return _one(request, form_id, "section", section, place)


@declare.on(ObjectType.FORM_DEFINITION, Action.UPDATE, write=Action.UPDATE)
def of_question_one(request: Request, form_id: uuid.UUID, question: str, place: int | None = None) -> HttpResponse:
    """One condition of a question: a new one, or the one at its place."""
    return _one(request, form_id, "question", question, place)


def _address(row: FormDefinition, what: str, key: str, *more: Any, name: str = "") -> str:
    return reverse(f"formeditor:form_edit_{what}_when{name}", args=[row.pk, key, *more])


def _name(part: Section | Question) -> str:
    return text(part.label if isinstance(part, Question) else part.title, page_language())


def _all(request: Request, form_id: uuid.UUID, what: str, key: str) -> HttpResponse:
    row, form = draft_of(form_id)
    _home, part = or_404(conditions.find(form, what, key))
    here = _address(row, what, key)
    if request.method == "POST":
        _step(request, row, form, what, key)
        return redirect(here)
    asked = conditions.candidates(form, what, key)
    title = _("Show only if …")
    context = {
        "title": title,
        "what": what,
        "name": _name(part),
        "breadcrumb": crumbs(row, form, title),
        "here": here,
        "back": f"{editor_url(row)}#{what}-{key}",
        "new": _address(row, what, key, name="_new"),
        "groups": _groups(row, form, what, part),
        "several": len(part.tests) > 1,
        "every": f"every//{row.content_hash}" if len(part.tests) > 1 and part.show_if_any else "",
        "some": f"some//{row.content_hash}" if len(part.show_if) > 1 or (part.show_if and part.show_if_any) else "",
        "ask": AskForm(asked=asked, language=page_language()) if asked else None,
    }
    return show(request, "formeditor/edit_when.html", context)


def _groups(row: FormDefinition, form: Form, what: str, part: Section | Question) -> list[dict[str, Any]]:
    """Return the conditions in their two kinds, each with its page and what its button sends."""
    rows = [
        {
            "out": f"out/{place}/{row.content_hash}",
            "words": test_words(form, test, page_language()),
            "url": _address(row, what, part.key, place, name="_one"),
        }
        for place, test in enumerate(part.tests)
    ]
    count = len(part.show_if)
    parts = (("every", rows[:count]), ("some", rows[count:]))
    return [{"kind": kind, "rows": those} for kind, those in parts if those]


def _step(request: Request, row: FormDefinition, form: Form, what: str, key: str) -> None:
    """Do what a button says: `do` is "out/0/" or "every//" or "some//" and the mark of the draft that was seen."""
    word, place, mark = [*request.POST.get("do", "").split("/"), "", "", ""][:3]
    _home, part = or_404(conditions.find(form, what, key))
    if word == "out":
        if not place.isdecimal() or int(place) >= len(part.tests):
            raise Http404
    elif word not in {"every", "some"}:
        raise Http404

    def change(now: Form) -> editing.Data:
        if word == "out":
            return conditions.drop(now, what, key, int(place))
        return conditions.join(now, what, key, some=word == "some")

    try:
        actions.change_draft(by=request.actor, definition=row, expected=mark, change=change)
    except (ImportDefects, Conflict) as error:
        feedback.confirm(request, said(form, error), tone="warning")
    else:
        feedback.confirm(request, _("Saved."))


def _one(request: Request, form_id: uuid.UUID, what: str, key: str, place: int | None) -> HttpResponse:
    row, form = draft_of(form_id)
    _home, part = or_404(conditions.find(form, what, key))
    here = _address(row, what, key)
    if place is not None and place >= len(part.tests):
        raise Http404
    test = part.tests[place] if place is not None else None
    wanted = test.question if test else request.GET.get("ask", "")
    known = [one for _s, one in (form.questions() if test else conditions.candidates(form, what, key))]
    question = next((one for one in known if one.key == wanted), None)
    if question is None:
        feedback.confirm(request, _refusal(form, wanted), tone="warning")
        return redirect(here)
    count = len(part.show_if)
    some = place >= count if place is not None else bool(part.show_if_any and not part.show_if)
    mixed = bool(part.show_if and part.show_if_any)
    shown = ConditionForm(
        request.POST or None,
        initial=ConditionForm.values_of(question, test, some=some) | {"mark": row.content_hash},
        question=question,
        test=test,
        asks_group=mixed or len(part.tests) + (test is None) >= _GROUPED_FROM,
        language=page_language(),
    )
    title = text(question.label, page_language())
    context = {
        "title": title,
        "preline": _("Show only if …"),
        "lead": _("“%(label)s” is shown depending on the answer to this question.") % {"label": _name(part)},
        "breadcrumb": crumbs(row, form, Crumb(_("Show only if …"), here), title),
    }

    def change(now: Form) -> editing.Data:
        return conditions.put(now, what, key, place, shown.condition, some=shown.some(some))

    return save_page(request, row, form, shown, change, context, then=here)


def _refusal(form: Form, wanted: str) -> str:
    if any(question.key == wanted for _section, question in form.questions()):
        return _("A condition can only look at questions that were asked before.")
    return _("Please choose the question that decides.")
