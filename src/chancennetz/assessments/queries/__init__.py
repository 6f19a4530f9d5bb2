"""Everything that reads assessments."""

from __future__ import annotations

from chancennetz.assessments.queries.answers import (
    AnswerSet,
    AssessmentRow,
    answers_of,
    assessments_of,
    before,
    closed_sections,
    facets_for,
    find,
    latest,
    latest_answers,
    may_note,
)
from chancennetz.assessments.queries.definitions import (
    find_definition,
    form_of,
    forms_in_use,
    whole_form_of,
)

__all__ = [
    "AnswerSet",
    "AssessmentRow",
    "answers_of",
    "assessments_of",
    "before",
    "closed_sections",
    "facets_for",
    "find",
    "find_definition",
    "form_of",
    "forms_in_use",
    "latest",
    "latest_answers",
    "may_note",
    "whole_form_of",
]
