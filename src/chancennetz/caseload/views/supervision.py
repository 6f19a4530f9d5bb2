"""The team at a glance, continuity of the case holder, and notes of the team lead."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.accounts.queries import reviews_waiting
from chancennetz.caseload import actions
from chancennetz.caseload.forms import NoteForm
from chancennetz.caseload.queries import continuity as lasting
from chancennetz.caseload.queries import notes as written
from chancennetz.caseload.queries import supervision as queries
from chancennetz.caseload.queries.quality import quality_page
from chancennetz.caseload.rules import periods
from chancennetz.caseload.views import common
from chancennetz.casework.constants import Phase
from chancennetz.casework.queries.cases import visible_names
from chancennetz.core import time
from chancennetz.handovers import file_pages as pages
from chancennetz.handovers.constants import TARGET_RATIO
from chancennetz.handovers.queries.transfer import offered_to
from chancennetz.monitoring.rules import last_quarter_end
from chancennetz.planversions.queries import plans_to_approve
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb
from chancennetz.ui.tables import Column, Table


def _phase_column(phase: Phase) -> Column:
    return Column(phase.value, phase.label, kind="number", total=True, value=lambda row: row.phases[phase])


class CoachTable(Table):
    """Counsellors with their families by phase."""

    caption = gettext_lazy("Counsellors")
    filename = "team"
    files = False
    page_size = 100
    default_sort = "name"
    columns = (
        Column(
            "name",
            gettext_lazy("Counsellor"),
            head=True,
            url=lambda row: f"{reverse('caseload:quality')}?lead={row.user_id}",
        ),
        Column("families", gettext_lazy("Families"), kind="number", total=True),
        Column("ratio", gettext_lazy("Families per post"), kind="number", digits=1),
        *map(_phase_column, Phase),
        Column("overdue", gettext_lazy("Steps overdue"), kind="number", total=True),
        Column("silent", gettext_lazy("Six weeks without contact"), kind="number", total=True),
        Column("minutes", gettext_lazy("Hours"), kind="minutes", total=True),
    )
    empty_title = gettext_lazy("Nobody works here yet")
    empty_text = gettext_lazy("As soon as counsellors have a role in your organisation, they stand here.")


def _period_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    months, quarters = periods.periods(time.today())
    groups = ((_("Months"), months), (_("Quarters"), quarters))
    return [(label, [(one.key, common.period_words(one)) for one in found]) for label, found in groups]


@declare.on(ObjectType.CASELOAD, Action.LIST)
def team(request: FileRequest) -> HttpResponse:
    """Caseload by counsellor and phase, what is late, what waits for the team lead."""
    actor = pages.team_lead(request)
    period = periods.chosen(request.GET.get("period", ""), time.today())
    found = queries.team(actor, period)
    notes = list(written.notes_to_look_at(actor, time.today())[:10])
    names = visible_names(actor, [note.file_id for note in notes])
    waiting, late = reviews_waiting(actor)
    context = {
        "team": found,
        "period": period.key,
        "period_words": common.period_words(period),
        "period_choices": _period_choices(),
        "table": CoachTable(found.coaches, request),
        "target": TARGET_RATIO,
        "over_target": [one for one in found.coaches if one.ratio is not None and one.ratio > TARGET_RATIO],
        "notes": [(note, names.get(note.file_id, "")) for note in notes],
        "plans": len(plans_to_approve(actor)),
        "plans_url": reverse("planversions:approvals"),
        "reviews": waiting,
        "reviews_late": late,
        "offers": len(offered_to(actor)),
        "gaps": quality_page(actor).by_severity,
        "today": time.today(),
    }
    return answering.show(request, "caseload/supervision.html", context)


class ContinuityTable(Table):
    """Share of families that always had the same case holder, by year of beginning."""

    caption = gettext_lazy("Families by the year in which the work began")
    filename = "continuity"
    files = False
    columns = (
        Column("year", gettext_lazy("Begun in"), head=True, value=lambda row: str(row.year)),
        Column("families", gettext_lazy("Families"), kind="number", total=True),
        Column("same", gettext_lazy("Always the same counsellor"), kind="number", total=True),
        Column("share", gettext_lazy("Share"), kind="percent", digits=0),
    )
    empty_title = gettext_lazy("No families yet")
    empty_text = gettext_lazy("As soon as your organisation counsels families, their continuity stands here.")


@declare.on(ObjectType.CASELOAD, Action.LIST)
def continuity(request: FileRequest) -> HttpResponse:
    """How many families never had to change their counsellor; the table for outside hides small numbers."""
    actor = pages.team_lead(request)
    found, as_of = lasting.continuity(actor), last_quarter_end(time.today())
    same, families = sum(one.same for one in found), sum(one.families for one in found)
    context: dict[str, Any] = {
        "breadcrumb": [Crumb(_("My team"), reverse("caseload:supervision")), Crumb(_("Continuity"))],
        "table": ContinuityTable(found, request),
        "same": same,
        "families": families,
        "share": 100 * same / families if families else None,
        "outside": lasting.continuity_for_outside(lasting.continuity(actor, as_of)),
        "as_of": as_of,
    }
    return answering.show(request, "caseload/continuity.html", context)


# --- notes of the team lead ------------------------------------------------------------------------------------------


def _notes(file: FamilyFile) -> str:
    return reverse("caseload:notes", args=[file.pk])


@declare.in_file(Facet.SUPERVISION, write=Action.CREATE)
def notes(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """What the team lead notes about a case; the counsellor does not see it."""
    del file_id
    file: FamilyFile = request.file
    form = NoteForm(request.POST or None)
    key = f"supervision:{file.pk}"
    may_write = file_pages.opens(request, Facet.SUPERVISION, Action.CREATE)
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        data = form.cleaned_data
        ok, _note = pages.saved(
            request,
            form,
            lambda: actions.add_note(
                by=request.actor, file=file, text=data["text"], look_again_on=data["look_again_on"]
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _notes(file), draft_key=key)
    context = {
        "breadcrumb": pages.crumbs(request, _("Notes of the team lead")),
        "file": file,
        "form": form,
        "notes": written.notes_of(file),
        "may_write": may_write,
        "me": request.actor.user_id,
        "today": time.today(),
        **file_pages.draft(key),
    }
    return answering.show(request, "caseload/notes.html", context, form)


@declare.in_file(Facet.SUPERVISION, read=Action.UPDATE)
def note(request: FileRequest, file_id: uuid.UUID, supervision_note_id: uuid.UUID) -> HttpResponse:
    """Change one's own note."""
    del file_id
    row = answering.or_404(written.find_note(request.file, supervision_note_id))
    initial = {"text": row.text, "look_again_on": row.look_again_on, "version": row.version}
    form = NoteForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        ok, _note = pages.saved(
            request,
            form,
            lambda: actions.change_note(
                by=request.actor,
                note=row,
                text=data["text"],
                look_again_on=data["look_again_on"],
                expected=form.expected,
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _notes(request.file))
    return file_pages.form_page(
        request,
        form,
        title=_("Change the note"),
        submit=_("Save"),
        cancel=_notes(request.file),
        breadcrumb=pages.crumbs(
            request, Crumb(_("Notes of the team lead"), _notes(request.file)), _("Change the note")
        ),
    )


@declare.in_file(Facet.SUPERVISION)
@require_POST
def settle(request: FileRequest, file_id: uuid.UUID, supervision_note_id: uuid.UUID) -> HttpResponse:
    """Say that a note is settled, or take that back."""
    del file_id
    row = answering.or_404(written.find_note(request.file, supervision_note_id))
    open_now = row.settled_at is None
    pages.saved(request, None, lambda: actions.settle_note(by=request.actor, note=row, settled=open_now))
    return redirect(_notes(request.file))


@declare.in_file(Facet.SUPERVISION, write=Action.END)
@require_POST
def remove(request: FileRequest, file_id: uuid.UUID, supervision_note_id: uuid.UUID) -> HttpResponse:
    """Delete one's own note."""
    del file_id
    row = answering.or_404(written.find_note(request.file, supervision_note_id))
    ok, _none = pages.saved(request, None, lambda: actions.remove_note(by=request.actor, note=row))
    return (
        file_pages.finish(request, _("The note is gone."), _notes(request.file))
        if ok
        else redirect(_notes(request.file))
    )
