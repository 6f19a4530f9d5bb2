"""Addresses of casework."""

from __future__ import annotations

from django.urls import path

from chancennetz.casework.views import case, families, notes, team

app_name = "casework"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("", families.family_list, name="list"),
    path(_FILE, case.overview, name="case"),
    path(_FILE + "intake/", case.intake, name="intake"),
    path(_FILE + "assessment/", case.assessment, name="assessment"),
    path(_FILE + "close/", case.close, name="close"),
    path(_FILE + "history/<slug:kind>/<uuid:object_id>/", case.history, name="history_of"),
    path(_FILE + "history/<slug:kind>/<uuid:object_id>/restore/", case.restore, name="restore"),
    path(_FILE + "history/", case.history_index, name="history"),
    path(_FILE + "team/", team.overview, name="team"),
    path(_FILE + "team/<uuid:relation_id>/end/", team.end, name="team_end"),
    path(_FILE + "notes/", notes.notes, name="notes"),
    path(_FILE + "notes/<uuid:note_id>/remove/", notes.remove, name="note_remove"),
]
