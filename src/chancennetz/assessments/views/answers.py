"""The assessments of a family: list, beginning, side by side with the one before, finishing."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments import actions, queries, rules
from chancennetz.assessments.constants import SECTION_FACETS, FormAbout, Stage
from chancennetz.assessments.definition import Form, page_language, text
from chancennetz.assessments.forms import StartForm
from chancennetz.assessments.models import Assessment, FormDefinition
from chancennetz.assessments.queries import AssessmentRow
from chancennetz.assessments.views.common import find, note_guarded
from chancennetz.assessments.wording import SectionView, section_views
from chancennetz.casework import queries as casework
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.people.models import Person
from chancennetz.people.queries import people_choices
from chancennetz.ui import answering, feedback, pages
from chancennetz.ui.parts import Chip, Crumb


def list_url(file_id: uuid.UUID) -> str:
    """Return the address of the assessments of a family."""
    return reverse("assessments:list", args=[file_id])


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    """Return the way back to the assessments of the family."""
    return file_pages.crumbs(request, Crumb(_("Assessment"), list_url(request.file.pk)), *last)


def title_of(row: Assessment, person: Person | None, names: bool) -> str:
    """Return what an assessment is called: its form, and about whom."""
    title = text(queries.form_of(row.definition).title, page_language())
    return f"{title}: {person.given_name}" if person is not None and names else title


@dataclasses.dataclass(frozen=True, slots=True)
class _Card:
    """A form in use with what was filled in so far."""

    title: str
    lead: str
    new_url: str
    empty_url: str
    rows: list[dict[str, Any]]
    draft_url: str


@declare.in_file(Facet.INTAKE)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """What was asked so far, by form, and what can be asked next."""
    file = request.file
    rows = queries.assessments_of(file)
    in_use = queries.forms_in_use()
    may_write = file_pages.opens(request, Facet.INTAKE, Action.CREATE)
    names = file_pages.opens(request, Facet.IDENTITY)
    cards = [_card(request, one, rows, names=names) for one in in_use]
    shown = {one.key for one in in_use}
    older = [
        _listed(file_id, row, names=names) | {"title": title_of(row.assessment, row.assessment.person, names)}
        for row in rows
        if row.assessment.definition.key not in shown
    ]
    case = casework.case_of(file)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Assessment")),
        "file": file,
        "cards": cards,
        "older": older,
        "may_write": may_write,
        "urgent": _urgent_now(request, in_use),
        "old_text": case.assessment if case is not None else "",
        "old_day": case.assessed_on if case is not None else None,
    }
    return render(request, "assessments/list.html", context)


def _card(request: FileRequest, definition: FormDefinition, rows: list[AssessmentRow], *, names: bool) -> _Card:
    file_id = request.file.pk
    form = queries.form_of(definition)
    own = [row for row in rows if row.assessment.definition.key == definition.key]
    begun = next((row for row in own if not row.is_finished), None)
    return _Card(
        title=text(form.title, page_language()),
        lead=text(form.lead, page_language()),
        new_url=reverse("assessments:new", args=[file_id, definition.id]),
        empty_url=reverse("assessments:form_empty", args=[definition.id]),
        rows=[_listed(file_id, row, names=names) for row in own],
        draft_url=reverse("assessments:assessment", args=[file_id, begun.assessment.id]) if begun else "",
    )


def _listed(file_id: uuid.UUID, row: AssessmentRow, *, names: bool) -> dict[str, Any]:
    one = row.assessment
    return {
        "url": reverse("assessments:assessment", args=[file_id, one.id]),
        "title": one.person.given_name if one.person is not None and names else "",
        "stage": Stage(one.stage).label,
        "day": one.informed_on,
        "is_finished": row.is_finished,
        "saved": row.saved,
        "sections": row.sections,
        "who": one.started_by.display_name if one.started_by else "",
    }


def _urgent_now(request: FileRequest, in_use: list[FormDefinition]) -> list[str]:
    """Return the questions of the newest family forms whose answer must not wait."""
    facets = file_pages.opened(request, SECTION_FACETS)
    found: list[str] = []
    for definition in in_use:
        form = queries.form_of(definition)
        if form.about is not FormAbout.FAMILY:
            continue
        last = queries.latest(request.file, definition.key, None)
        if last is not None:
            form = queries.form_of(last.definition)
            answers = queries.answers_of(last).values(facets)
            found += [text(question.label, page_language()) for _section, question in rules.urgent(form, answers)]
    return found


@declare.in_file(Facet.INTAKE, read=Action.CREATE, write=Action.CREATE)
def start(request: FileRequest, file_id: uuid.UUID, form_id: uuid.UUID) -> HttpResponse:
    """Begin an assessment: about whom, at which point, on which day."""
    file = request.file
    definition = answering.or_404(queries.find_definition(form_id))
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    form_data = queries.form_of(definition)
    people = people_choices(file) if form_data.about is FormAbout.PERSON else None
    is_first = queries.latest(file, definition.key, None) is None
    initial = {"stage": Stage.ENTRY if is_first else Stage.UPDATE, "informed_on": time.today()}
    posted = request.POST if request.method == "POST" else None
    form = StartForm(posted, initial=initial, people=people)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        person_id = uuid.UUID(data["person"]) if data.get("person") else None
        ok, made = file_pages.saved(
            request,
            form,
            lambda: actions.start(
                by=request.actor,
                file=file,
                definition=definition,
                stage=Stage(data["stage"]),
                informed_on=data["informed_on"],
                person_id=person_id,
            ),
        )
        if ok and made is not None:
            first = form_data.sections[0].key
            address = reverse("assessments:section", args=[file_id, made.id, first])
            return file_pages.finish(request, _("Begun. Everything you enter is kept."), address)
    title = text(form_data.title, page_language())
    return file_pages.form_page(
        request,
        form,
        title=title,
        lead=text(form_data.lead, page_language()),
        submit=_("Begin now"),
        icon="arrow-right",
        cancel=list_url(file_id),
        breadcrumb=crumbs(request, title),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """An assessment with its form and what the reader may see of its answers."""

    row: Assessment
    form: Form
    answers: dict[str, Any]
    before: Assessment | None
    before_answers: dict[str, Any] | None
    facets: frozenset[Facet]

    def views(self) -> list[SectionView]:
        """Return the sections with the answers beside those of the time before."""
        return section_views(self.form, self.answers, self.before_answers, self.facets, page_language())


def load(request: FileRequest, row: Assessment) -> Loaded:
    """Load the answers that are open to the reader, now and the time before, and log guarded parts."""
    facets = file_pages.opened(request, SECTION_FACETS)
    answers = queries.answers_of(row)
    before = queries.before(row)
    earlier = queries.answers_of(before) if before is not None else None
    guarded = frozenset(Facet(one.facet) for one in answers.rows.values()) & facets
    note_guarded(request, row.id, guarded)
    return Loaded(
        row=row,
        form=queries.form_of(row.definition),
        answers=answers.values(facets),
        before=before,
        before_answers=earlier.values(facets) if earlier is not None else None,
        facets=facets,
    )


@declare.in_file(Facet.INTAKE)
def assessment(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """An assessment section by section, side by side with the one before; changes can be seen at once."""
    row = find(request, assessment_id)
    loaded = load(request, row)
    views = loaded.views()
    names = file_pages.opens(request, Facet.IDENTITY)
    only = request.GET.get("only") == "changes" and loaded.before is not None
    here = reverse("assessments:assessment", args=[file_id, assessment_id])
    language = page_language()
    title = title_of(row, row.person, names)
    may_write = file_pages.opens(request, Facet.INTAKE, Action.UPDATE)
    missing = rules.missing(loaded.form, loaded.answers, queries.closed_sections(request.file, loaded.form))
    context = {
        "breadcrumb": crumbs(request, title),
        "title": title,
        "row": row,
        "file": request.file,
        "stage": Stage(row.stage).label,
        "views": [(view, _section_url(file_id, row, view), _area(view)) for view in views if not only or view.changed],
        "before": loaded.before,
        "changes": sum(view.changed for view in views),
        "chips": [
            Chip(_("All answers"), here, current=not only),
            Chip(_("Only changes"), here + "?only=changes", current=only),
        ],
        "only": only,
        "urgent": [text(question.label, language) for _s, question in rules.urgent(loaded.form, loaded.answers)],
        "missing": [(text(question.label, language), _url(file_id, row, section.key)) for section, question in missing],
        "may_write": may_write and row.finished_on is None,
        "may_reopen": may_write and row.finished_on is not None,
        "may_print": file_pages.opens(request, Facet.INTAKE, Action.EXPORT),
        "first_url": _url(file_id, row, loaded.form.sections[0].key),
        "version": row.definition.number,
        "guarded": sorted({str(view.section.facet.label) for view in views if view.section.facet is not Facet.INTAKE}),
    }
    return render(request, "assessments/assessment.html", context)


def _url(file_id: uuid.UUID, row: Assessment, section: str) -> str:
    return reverse("assessments:section", args=[file_id, row.id, section])


def _section_url(file_id: uuid.UUID, row: Assessment, view: SectionView) -> str:
    return _url(file_id, row, view.section.key) if view.is_open else ""


def _area(view: SectionView) -> str:
    return str(LifeArea(view.section.area).label) if view.section.area else ""


def _act(request: FileRequest, assessment_id: uuid.UUID, run: Any, done: str) -> HttpResponse:
    """Run an action on an assessment and say what happened."""
    row = find(request, assessment_id)
    here = reverse("assessments:assessment", args=[request.file.pk, assessment_id])
    ok, _result = file_pages.saved(request, None, lambda: run(by=request.actor, assessment=row))
    if ok:
        return file_pages.finish(request, done, here)
    return redirect(here)


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def finish(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Finish an assessment."""
    del file_id
    return _act(request, assessment_id, actions.finish, _("Finished. The case goes on."))


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def reopen(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Open a finished assessment again."""
    del file_id
    return _act(request, assessment_id, actions.reopen, _("Open again. Every earlier version stays."))


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def discard(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Ask once, then delete an assessment that was begun by mistake."""
    row = find(request, assessment_id)
    here = reverse("assessments:assessment", args=[file_id, assessment_id])
    if request.method == "POST":
        try:
            actions.discard(by=request.actor, assessment=row)
        except Conflict as error:
            feedback.confirm(request, str(error), tone="warning")
            return redirect(here)
        return file_pages.finish(request, _("Deleted."), list_url(file_id))
    title = title_of(row, row.person, file_pages.opens(request, Facet.IDENTITY))
    return pages.confirm(
        request,
        title=_("Delete “%(title)s”?") % {"title": title},
        text=_("What was entered here is deleted. This cannot be undone."),
        action=_("Delete"),
        cancel_url=here,
        dangerous=True,
        breadcrumb=crumbs(request, Crumb(title, here), _("Delete")),
    )
