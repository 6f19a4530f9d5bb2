"""Many assessments at once, for the demo county and for imports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.assessments import queries, rules
from chancennetz.assessments.constants import Stage
from chancennetz.assessments.models import AnswerVersion, Assessment, FormDefinition, SectionAnswers
from chancennetz.audit.actions import record_many
from chancennetz.audit.constants import EntryKind
from chancennetz.core import crypto
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


@dataclasses.dataclass(frozen=True, slots=True)
class BulkAssessment:
    """An assessment for `enter_bulk`, with all its answers by question."""

    file_id: uuid.UUID
    definition: FormDefinition
    stage: Stage
    informed_on: dt.date
    finished_on: dt.date | None
    answers: Mapping[str, Any]
    person_id: uuid.UUID | None = None


@action
def enter_bulk(*, by: Actor, assessments: Sequence[BulkAssessment]) -> int:
    """Enter many assessments; only the system itself may (demo, imports). Returns how many.

    Consent is not asked here: the caller must know that it is there. Answers that do not fit are refused.
    """
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    require(by, Action.CREATE, ObjectType.FILE)
    crypto.preload_keys({one.file_id for one in assessments})
    rows: list[Assessment] = []
    sections: list[SectionAnswers] = []
    for one in assessments:
        row, own = _assessment(one)
        rows.append(row)
        sections += own
    Assessment.objects.bulk_create(rows, batch_size=500)
    SectionAnswers.objects.bulk_create(sections, batch_size=500)
    AnswerVersion.objects.bulk_create(
        [AnswerVersion(file_id=one.file_id, answers=one, number=1, content=one.content) for one in sections],
        batch_size=500,
    )
    _log(by, [(row.id, row.file_id, "assessment") for row in rows])
    return len(rows)


def _assessment(one: BulkAssessment) -> tuple[Assessment, list[SectionAnswers]]:
    form = queries.form_of(one.definition)
    row = Assessment(
        file_id=one.file_id,
        definition=one.definition,
        person_id=one.person_id,
        stage=one.stage,
        informed_on=one.informed_on,
        finished_on=one.finished_on,
    )
    sections = []
    for section in form.sections:
        own = {q.key: one.answers[q.key] for q in section.questions if q.key in one.answers}
        wrong = [q.key for q in section.questions if q.key in own and not rules.fits(q, own[q.key])]
        if wrong:
            raise ValueError(f"these answers do not fit their questions: {wrong}")
        if own:
            sections.append(
                SectionAnswers(
                    file_id=one.file_id,
                    assessment=row,
                    section=section.key,
                    facet=section.facet,
                    content=json.dumps(own, ensure_ascii=False),
                )
            )
    return row, sections


def _log(by: Actor, objects: Sequence[tuple[uuid.UUID, uuid.UUID, str]]) -> None:
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": f"assessments.{kind}.enter",
            "object_type": kind,
            "object_id": object_id,
            "subjects": [file_id],
            "facet": "intake",
        }
        for object_id, file_id, kind in objects
    )
