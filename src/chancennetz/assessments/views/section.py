"""Filling in one section. Conditions work without script: "save and go on" shows what has become visible."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages, idempotency
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments import actions, queries, rules
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.assessments.definition import Form, Question, Section, page_language, text
from chancennetz.assessments.forms import PREFIX, SectionForm
from chancennetz.assessments.models import AnswerVersion, Assessment
from chancennetz.assessments.queries import AnswerSet
from chancennetz.assessments.views.answers import crumbs, title_of
from chancennetz.assessments.views.common import find, note_guarded
from chancennetz.assessments.wording import answer_words
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.tasks.actions import forget_drafts
from chancennetz.ui import answering, feedback, pages
from chancennetz.ui.parts import Chip, Crumb, Difference

SHOWN = "shown"


class _Page:
    """A section being filled in: the form, what is stored, what the reader may see."""

    def __init__(self, request: FileRequest, assessment_id: uuid.UUID, key: str) -> None:
        self.request = request
        self.row: Assessment = find(request, assessment_id)
        self.form: Form = queries.form_of(self.row.definition)
        found = self.form.section(key)
        self.facets = file_pages.opened(request, SECTION_FACETS, Action.UPDATE)
        if found is None or found.facet not in self.facets:
            raise Http404
        self.section: Section = found
        self.stored: AnswerSet = queries.answers_of(self.row)
        self.others = {
            key: value
            for key, value in self.stored.values(self.facets).items()
            if key not in {question.key for question in found.questions}
        }
        self.key = f"assessment:{assessment_id}:{key}"

    def url(self, key: str = "") -> str:
        """Return the address of a section, without key of this one."""
        return reverse("assessments:section", args=[self.request.file.pk, self.row.id, key or self.section.key])

    @property
    def overview(self) -> str:
        """The address of the whole assessment."""
        return reverse("assessments:assessment", args=[self.request.file.pk, self.row.id])

    def asked(self, own: dict[str, Any]) -> list[Question]:
        """Return the questions of this section that are asked in the light of these answers."""
        found = rules.asked(self.form, self.others | own)
        return [question for question in self.section.questions if question.key in found]

    def controlling(self) -> set[str]:
        """Return the questions on which another one of this section depends."""
        own = {question.key for question in self.section.questions}
        return {test.question for question in self.section.questions for test in question.tests} & own

    def section_form(self, questions: list[Question], **more: Any) -> SectionForm:
        """Return the form with these questions."""
        also = self.request.GET.get("also", "")
        also_in = also if also in self.form.languages() else ""
        return SectionForm(questions=questions, language=page_language(), also_in=also_in, **more)

    def next_section(self, answers: dict[str, Any]) -> str:
        """Return the address of the next section that is asked and open, else of the overview."""
        order = [one.key for one in rules.sections_asked(self.form, answers) if one.facet in self.facets]
        later = [one.key for one in self.form.sections]
        place = later.index(self.section.key)
        after = [key for key in order if later.index(key) > place]
        return self.url(after[0]) if after else self.overview


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def section(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID, section: str) -> HttpResponse:
    """Fill in one section."""
    del file_id
    page = _Page(request, assessment_id, section)
    if page.row.finished_on is not None:
        feedback.confirm(request, _("This assessment is finished. Open it again to change something."), tone="info")
        return redirect(page.overview)
    if request.method == "POST":
        return _save(page)
    own = page.stored.of_section(section)
    note_guarded(request, page.row.id, frozenset({page.section.facet}))
    questions = page.asked(own)
    form = page.section_form(questions, answers=own, initial={"version": page.stored.version(section)})
    return _show(page, form, questions)


def _posted(page: _Page) -> tuple[SectionForm, list[Question]]:
    """Return the posted form with the questions that were on the page."""
    was_shown = set(page.request.POST.getlist(SHOWN))
    questions = [question for question in page.section.questions if question.key in was_shown]
    if not was_shown:  # sent without the marks, for example by the page with both versions of an older browser
        questions = [one for one in page.section.questions if PREFIX + one.key in page.request.POST]
    return page.section_form(questions, data=page.request.POST), questions


def _save(page: _Page) -> HttpResponse:
    request = page.request
    again = idempotency.claim(request)
    if again:
        return redirect(again)
    form, questions = _posted(page)
    if not form.is_valid():
        return _show(page, form, questions)
    values = form.values
    try:
        actions.save_section(
            by=request.actor,
            assessment=page.row,
            section_key=page.section.key,
            values=values,
            expected=form.expected,
        )
    except StaleVersion:
        return _both_versions(page, questions, values)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return _show(page, form, questions)
    except Conflict as error:
        form.add_error(None, str(error))
        return _show(page, form, questions)
    forget_drafts(by=request.actor, key=page.key)
    asked = page.asked(values)
    new = [question for question in asked if question not in questions]
    if new:
        words = ngettext(
            "Saved. One more question follows from this.", "Saved. %(count)s more questions follow from this.", len(new)
        )
        feedback.confirm(request, words % {"count": len(new)}, clears_draft=page.key)
        address = f"{page.url()}#id_{PREFIX}{new[0].key}"
    else:
        feedback.confirm(request, _("Saved."), clears_draft=page.key)
        address = page.next_section(page.others | values)
    idempotency.remember(request, address)
    return redirect(address)


def _show(page: _Page, form: SectionForm, questions: list[Question]) -> HttpResponse:
    request = page.request
    language = page_language()
    names = file_pages.opens(request, Facet.IDENTITY)
    title = title_of(page.row, page.row.person, names)
    sections = rules.sections_asked(page.form, page.stored.values(page.facets))
    order = [one.key for one in page.form.sections]
    other_languages = [one for one in page.form.languages() if one != language]
    also = request.GET.get("also", "")
    context = {
        "breadcrumb": crumbs(request, Crumb(title, page.overview), text(page.section.title, language)),
        "title": text(page.section.title, language),
        "lead": text(page.section.lead, language),
        "assessment_title": title,
        "overview": page.overview,
        "slots": _slots(page, form, questions),
        "place": order.index(page.section.key) + 1,
        "places": len(order),
        "sections": [
            (
                text(one.title, language),
                page.url(one.key),
                one.key == page.section.key,
                page.stored.version(one.key) > 0,
            )
            for one in sections
            if one.facet in page.facets
        ],
        "guarded": page.section.facet.label if page.section.facet is not Facet.INTAKE else "",
        "may_note": queries.may_note(request.file, page.section.facet),
        "skip_url": page.next_section(page.stored.values(page.facets)),
        "consent_url": f"{reverse('consentforms:give', args=[request.file.pk])}?{urlencode({'next': request.path})}",
        "languages": [Chip(_language_name(one), f"?also={one}", current=one == also) for one in other_languages],
        **file_pages.draft(page.key),
    }
    return answering.show(request, "assessments/section.html", context, form)


def _language_name(code: str) -> str:
    """Return what a language calls itself; the code when nobody knows its name."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _slots(page: _Page, form: SectionForm, questions: list[Question]) -> list[dict[str, Any]]:
    """Return a place for every question of the section; those that are not asked stay empty."""
    on_page = {question.key for question in questions}
    controlling = page.controlling()
    return [
        {
            "key": question.key,
            "field": form[PREFIX + question.key] if question.key in on_page else None,
            "shown_url": page.url() + "shown/" if question.key in controlling else "",
            "urgent": bool(question.urgent_if),
            "required": question.required,
        }
        for question in page.section.questions
    ]


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def shown(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID, section: str) -> HttpResponse:
    """Parts of a page: only the questions that came or went with an answer, so that nothing typed is touched."""
    del file_id
    page = _Page(request, assessment_id, section)
    form, questions = _posted(page)
    form.is_valid()
    asked = page.asked(form.values)
    was, now = {one.key for one in questions}, {one.key for one in asked}
    fresh = page.section_form(asked, answers=page.stored.of_section(section))
    slots = [slot for slot in _slots(page, fresh, asked) if (slot["key"] in was) != (slot["key"] in now)]
    return render(request, "assessments/_slots.html", {"slots": slots, "swap": True})


def _both_versions(page: _Page, questions: list[Question], mine: dict[str, Any]) -> HttpResponse:
    """Show what was typed beside what somebody else saved meanwhile."""
    stored = queries.answers_of(page.row)
    theirs = stored.of_section(page.section.key)
    row = stored.rows[page.section.key]
    version = AnswerVersion.objects.get(answers=row, number=row.version)
    language = page_language()
    keys = {question.key for question in questions} | set(theirs)
    return pages.conflict(
        page.request,
        title=text(page.section.title, language),
        differences=[
            Difference(
                text(question.label, language),
                answer_words(question, mine.get(question.key), language),
                answer_words(question, theirs.get(question.key), language),
            )
            for question in page.section.questions
            if question.key in keys
        ],
        changed_by=version.made_by_name,
        changed_at=version.created_at,
        version=row.version,
        discard_url=page.url(),
        posted={name: values for name, values in page.request.POST.lists() if name != idempotency.FIELD},
    )
