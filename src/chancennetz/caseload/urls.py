"""Addresses of this room. They begin like those of the other rooms of the life of a case (`/caseload/`)."""

from __future__ import annotations

from django.urls import path

from chancennetz.caseload.views import evaluation, quality, supervision

app_name = "caseload"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("supervision/", supervision.team, name="supervision"),
    path("evaluation/", evaluation.evaluation, name="evaluation"),
    path("continuity/", supervision.continuity, name="continuity"),
    path("quality/", quality.gaps, name="quality"),
    path(_FILE + "supervision/", supervision.notes, name="notes"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/", supervision.note, name="note"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/settle/", supervision.settle, name="note_settle"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/remove/", supervision.remove, name="note_remove"),
]
