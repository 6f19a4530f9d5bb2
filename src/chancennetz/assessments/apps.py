"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments as versioned forms, and the resource map of a family."""

    name = "chancennetz.assessments"
    label = "assessments"
