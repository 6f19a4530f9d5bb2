"""Assessments of a family: beginning, saving a section, finishing."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.assessments import queries, rules
from chancennetz.assessments.constants import FormAbout, FormState, Stage
from chancennetz.assessments.definition import Form, page_language, text
from chancennetz.assessments.models import AnswerVersion, Assessment, FormDefinition, SectionAnswers
from chancennetz.audit.actions import record, record_read, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.casework.actions.assessment import finish_assessment
from chancennetz.casework.actions.gates import check_consent, check_persons
from chancennetz.casework.actions.records import check_day
from chancennetz.casework.models import Case
from chancennetz.consent.constants import SPECIAL_FACETS
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed


def _log(by: Actor, assessment: Assessment, verb: str, facet: Facet = Facet.INTAKE, changed: Any = ()) -> None:
    record_write(
        by=by,
        action=f"assessments.assessment.{verb}",
        object_type="assessment",
        object_id=assessment.id,
        subjects=[assessment.file_id, *([assessment.person_id] if assessment.person_id else [])],
        facet=facet,
        changed=changed,
    )


def check_special(file: FamilyFile, facet: Facet) -> None:
    """Raise Conflict when answers of this part need a tick of their own (Art. 9 DSGVO) and nobody gave it."""
    if facet in SPECIAL_FACETS and not queries.may_note(file, facet):
        raise Conflict(
            _(
                "The family has not agreed to notes about health. Nothing was saved. "
                "Please ask, and record the consent with the tick for health."
            )
        )


def _locked(by: Actor, assessment: Assessment) -> Assessment:
    """Return the assessment, locked until the action ends, after asking whether it may be changed."""
    require_in_file(by, Action.UPDATE, Facet.INTAKE, assessment.file)
    check_consent(assessment.file)
    row = Assessment.objects.select_related("file", "definition").select_for_update(of=("self",))
    found: Assessment | None = row.filter(pk=assessment.pk).first()
    if found is None:
        raise Conflict(_("This assessment has been deleted meanwhile."))
    return found


@action
def start(
    *,
    by: Actor,
    file: FamilyFile,
    definition: FormDefinition,
    stage: Stage,
    informed_on: dt.date,
    person_id: uuid.UUID | None = None,
) -> Assessment:
    """Begin an assessment. What the last one with the same form says is taken over, so that nothing is asked twice."""
    require_in_file(by, Action.CREATE, Facet.INTAKE, file)
    check_consent(file)
    check_day(informed_on, "informed_on", past=True)
    if definition.state != FormState.PUBLISHED:
        raise Conflict(_("This form is not in use any more. Please choose another one."))
    form = queries.form_of(definition)
    if form.about is FormAbout.PERSON:
        if person_id is None:
            raise ValidationError({"person": _("Please choose whom it is about.")})
        check_persons(file, [person_id])
    else:
        person_id = None
    before = queries.latest(file, definition.key, person_id)
    row = Assessment(
        file=file,
        definition=definition,
        person_id=person_id,
        stage=Stage(stage),
        informed_on=informed_on,
        started_by_id=by.user_id,
    )
    row.save(force_insert=True)
    _log(by, row, "start")
    if before is not None:
        _take_over(by, row, form, before)
    return row


def _take_over(by: Actor, row: Assessment, form: Form, before: Assessment) -> None:
    """Copy the answers that still fit, as far as the writer may see them."""
    known = queries.answers_of(before)
    kept = rules.carried_over(form, known.values(queries.facets_for(by, row.file, Action.UPDATE)))
    for section in form.sections:
        own = {question.key: kept[question.key] for question in section.questions if question.key in kept}
        special = section.facet in SPECIAL_FACETS and not queries.may_note(row.file, section.facet)
        if own and not special:
            _write(by, row, SectionAnswers(assessment=row, section=section.key, facet=section.facet), own, 0)


def _write(by: Actor, row: Assessment, answers: SectionAnswers, values: Mapping[str, Any], expected: int) -> list[str]:
    """Save a section with its version; returns the keys of the answers that changed. Raises StaleVersion."""
    old = json.loads(answers.content) if answers.content else {}
    changed = sorted(key for key in {*old, *values} if old.get(key) != values.get(key))
    answers.content = json.dumps(dict(values), ensure_ascii=False)
    if answers._state.adding:
        answers.file_id = row.file_id
        answers.save(force_insert=True)
    else:
        answers.save_version(expected=expected, fields=["content", "facet"])
    AnswerVersion(
        file_id=row.file_id,
        answers=answers,
        number=answers.version,
        content=answers.content,
        made_by=by.user_id,
        made_by_name=by.display_name[:120],
    ).save(force_insert=True)
    return changed


@action
def save_section(
    *, by: Actor, assessment: Assessment, section_key: str, values: Mapping[str, Any], expected: int
) -> list[str]:
    """Save the answers of one section; returns the keys of those that changed.

    `expected` is the version the writer saw (0 = nothing yet). Two editors of different sections do not meet; in the
    same section the second one gets StaleVersion. Answers that are not asked any more in this section are dropped.
    """
    row = _locked(by, assessment)
    if row.finished_on is not None:
        raise Conflict(_("This assessment is finished. Open it again to change something."))
    form = queries.form_of(row.definition)
    section = form.section(section_key)
    if section is None:
        raise NotAllowed("there is no such section")
    require_in_file(by, Action.UPDATE, section.facet, row.file)
    check_special(row.file, section.facet)
    questions = {question.key: question for question in section.questions}
    wrong = {
        key: value for key, value in values.items() if key not in questions or not rules.fits(questions[key], value)
    }
    if wrong:
        raise ValidationError({key: _("This answer does not fit the question.") for key in wrong})
    found = SectionAnswers.objects.filter(assessment=row, section=section_key).first()
    others = {key: value for key, value in queries.answers_of(row).values(None).items() if key not in questions}
    kept = rules.relevant(form, others | dict(values))
    own = {key: values[key] for key in questions if key in kept}
    if found is None and expected == 0:
        found = SectionAnswers(assessment=row, section=section_key)
    elif found is None:
        raise Conflict(_("These answers have been deleted meanwhile."))
    found.facet = section.facet
    changed = _write(by, row, found, own, expected)
    _log(by, row, "save", section.facet, changed)
    return changed


@action
def finish(*, by: Actor, assessment: Assessment, day: dt.date | None = None) -> Assessment:
    """Finish an assessment. Raises ValidationError naming what is still missing.

    Sections about which the family has not agreed to notes are left out. A form that completes the assessment tells
    the case, whose phase goes on.
    """
    row = _locked(by, assessment)
    if row.finished_on is not None:
        return row
    day = day or time.today()
    check_day(day, "finished_on", past=True)
    form = queries.form_of(row.definition)
    left = rules.missing(form, queries.answers_of(row).values(None), queries.closed_sections(row.file, form))
    if left:
        words = ", ".join(text(question.label, page_language()) for _section, question in left[:3])
        raise ValidationError(_("Still missing: %(questions)s") % {"questions": words})
    row.finished_on = max(day, row.informed_on)
    row.save_version(expected=row.version, fields=["finished_on"])
    _log(by, row, "finish")
    if form.completes_assessment:
        case = Case.objects.select_related("file").filter(file_id=row.file_id).first()
        if case is not None:
            finish_assessment(by=by, case=case, day=row.finished_on)
    return row


@action
def reopen(*, by: Actor, assessment: Assessment) -> Assessment:
    """Open a finished assessment again to correct it. Every version of its answers stays."""
    row = _locked(by, assessment)
    if row.finished_on is not None:
        row.finished_on = None
        row.save_version(expected=row.version, fields=["finished_on"])
        _log(by, row, "reopen")
    return row


@action
def discard(*, by: Actor, assessment: Assessment) -> None:
    """Delete an assessment that was begun by mistake. A finished one stays."""
    row = _locked(by, assessment)
    if row.finished_on is not None:
        raise Conflict(_("A finished assessment stays in the file."))
    for section in queries.form_of(row.definition).sections:
        require_in_file(by, Action.UPDATE, section.facet, row.file)
    _log(by, row, "discard")
    row.delete()


@action
def record_printed(*, by: Actor, file: FamilyFile, what: str, facets: frozenset[Facet]) -> None:
    """Log that something was made as a PDF to hand over. Raises NotAllowed for those who may not print it."""
    decision = require_in_file(by, Action.EXPORT, Facet.INTAKE, file)
    for facet in sorted(facets | {Facet.INTAKE}):
        record(
            kind=EntryKind.EXPORT,
            by=by,
            action=f"assessments.{what}.print",
            object_type=what,
            object_id=file.id,
            subjects=[file.id],
            facet=facet,
            basis=decision.reason,
        )


@action
def record_read_part(*, by: Actor, file: FamilyFile, object_id: uuid.UUID, facets: frozenset[Facet]) -> None:
    """Log that guarded parts of an assessment or map were shown, besides the row of the page itself."""
    for facet in sorted(facets - {Facet.INTAKE}):
        record_read(by=by, object_type="assessment", object_id=object_id, subjects=[file.id], facet=facet)
