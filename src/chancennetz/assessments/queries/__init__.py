"""Everything that reads assessments and the resource map."""

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
    versions_by_form,
    versions_of,
)
from chancennetz.assessments.queries.maps import (
    MapView,
    Rating,
    areas_in_plan,
    linked_goals,
    map_of,
    map_versions,
    newest_number,
    ratings_of,
    resources_for,
    share_of,
)

__all__ = [
    "AnswerSet",
    "AssessmentRow",
    "MapView",
    "Rating",
    "answers_of",
    "areas_in_plan",
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
    "linked_goals",
    "map_of",
    "map_versions",
    "may_note",
    "newest_number",
    "ratings_of",
    "resources_for",
    "share_of",
    "versions_by_form",
    "versions_of",
]
