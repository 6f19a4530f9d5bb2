"""Addresses of joined records; they stand among those of persons."""

from __future__ import annotations

from django.urls import path

from chancennetz.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("<uuid:file_id>/persons/<uuid:kept_id>/merge/<uuid:merged_id>/", views.merge, name="merge"),
    path("<uuid:file_id>/merges/<uuid:merge_id>/undo/", views.undo, name="undo_merge"),
]
