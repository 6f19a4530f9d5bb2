"""Addresses of the room, below /offers/ beside those of the offers."""

from __future__ import annotations

from django.urls import path

from chancennetz.upkeep.views import care, imports

app_name = "upkeep"

urlpatterns = [
    path("import/", imports.choose, name="import"),
    path("import/<slug:slug>/", imports.table, name="import_table"),
    path("to-do/", care.inbox, name="inbox"),
    path("to-check/", care.stale, name="stale"),
    path("twice/", care.twins, name="duplicates"),
    path("proposals/<uuid:change_id>/", care.change, name="proposal"),
    path("reports/<uuid:report_id>/done/", care.report_done, name="report_done"),
]
