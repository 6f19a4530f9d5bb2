"""Assessments of a file and their answers, as far as a reader may see them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import facts_of
from chancennetz.access.rules import FileFacts, opened_facets
from chancennetz.assessments.definition import Form
from chancennetz.assessments.models import Assessment, FormDefinition, SectionAnswers
from chancennetz.assessments.queries.definitions import form_of
from chancennetz.consent.constants import SPECIAL_FACETS
from chancennetz.consent.models import Consent
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerSet:
    """The answers of an assessment by section. Values are opened only for the parts that are asked for."""

    rows: Mapping[str, SectionAnswers]

    def values(self, facets: Collection[Facet] | None) -> dict[str, Any]:
        """Return the answers by question, of sections in these parts of the file (None: of all)."""
        found: dict[str, Any] = {}
        for row in self.rows.values():
            if (facets is None or Facet(row.facet) in facets) and row.content:
                found |= json.loads(row.content)
        return found

    def of_section(self, key: str) -> dict[str, Any]:
        """Return the answers of one section."""
        row = self.rows.get(key)
        return dict(json.loads(row.content)) if row is not None and row.content else {}

    def version(self, key: str) -> int:
        """Return the version of a section, 0 when nothing was saved yet."""
        row = self.rows.get(key)
        return row.version if row is not None else 0


def answers_of(assessment: Assessment) -> AnswerSet:
    """Return the answers of an assessment (one query; two with the key of the file)."""
    crypto.preload_keys([assessment.file_id])
    return AnswerSet({row.section: row for row in SectionAnswers.objects.filter(assessment=assessment)})


def facets_for(
    actor: Actor, file: FamilyFile, action: Action = Action.READ, facts: FileFacts | None = None
) -> frozenset[Facet]:
    """Return the parts of a file on which an actor may do something now."""
    if actor.is_system:
        return frozenset(Facet) - {Facet.ENTRUSTED}
    return opened_facets(actor, facts or facts_of(file), time.now(), action)


def may_note(file: FamilyFile, facet: Facet) -> bool:
    """Tell whether a consent in force today ticks the special category that this part needs; others need none."""
    category = SPECIAL_FACETS.get(facet)
    if category is None:
        return True
    today = time.today()
    held = Consent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        file=file,
        refused=False,
        withdrawn_at__isnull=True,
        valid_from__lte=today,
        special_categories__contains=[category.value],
    )
    return bool(held.exists())


def closed_sections(file: FamilyFile, form: Form) -> set[str]:
    """Return the sections whose answers need a tick of their own that nobody gave (at most one query)."""
    closed = {facet for facet in {one.facet for one in form.sections} if not may_note(file, facet)}
    return {one.key for one in form.sections if one.facet in closed}


def find(file: FamilyFile, assessment_id: uuid.UUID) -> Assessment | None:
    """Return an assessment of a file."""
    rows = Assessment.objects.select_related("definition", "person", "file", "started_by")
    found: Assessment | None = rows.filter(file=file, pk=assessment_id).first()
    return found


def latest(file: FamilyFile, key: str, person_id: uuid.UUID | None) -> Assessment | None:
    """Return the newest assessment with a form about the family or a person."""
    rows = Assessment.objects.select_related("definition").filter(file=file, definition__key=key, person_id=person_id)
    found: Assessment | None = rows.order_by("-informed_on", "-created_at").first()
    return found


def before(assessment: Assessment) -> Assessment | None:
    """Return the assessment with the same form and person that came before this one."""
    rows = Assessment.objects.select_related("definition").filter(
        Q(informed_on__lt=assessment.informed_on)
        | Q(informed_on=assessment.informed_on, created_at__lt=assessment.created_at),
        file_id=assessment.file_id,
        definition__key=assessment.definition.key,
        person_id=assessment.person_id,
    )
    found: Assessment | None = rows.order_by("-informed_on", "-created_at").first()
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment in a list. `saved` counts the sections that were written."""

    assessment: Assessment
    title: Mapping[str, str]
    sections: int
    saved: int

    @property
    def is_finished(self) -> bool:
        """Tell whether it is finished."""
        return self.assessment.finished_on is not None


def assessments_of(file: FamilyFile) -> list[AssessmentRow]:
    """Return the assessments of a file, newest first (two queries). Answers stay closed."""
    rows = list(
        Assessment.objects.select_related("definition", "person", "started_by")
        .filter(file=file)
        .order_by("-informed_on", "-created_at")
    )
    saved: dict[uuid.UUID, int] = {}
    for one in SectionAnswers.objects.filter(file=file).values_list("assessment_id", flat=True):
        saved[one] = saved.get(one, 0) + 1
    found = []
    for row in rows:
        form = form_of(row.definition)
        found.append(AssessmentRow(row, form.title, len(form.sections), saved.get(row.id, 0)))
    return found


def latest_answers(
    file: FamilyFile, definition: FormDefinition, facets: Collection[Facet]
) -> tuple[dt.date, dict[str, Any]] | None:
    """Return the day and the open answers of the newest assessment of the family with a form; None without one."""
    row = latest(file, definition.key, None)
    return None if row is None else (row.informed_on, answers_of(row).values(facets))
