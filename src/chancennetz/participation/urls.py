"""Addresses of participation; they lie in the family file, as those of the case do."""

from __future__ import annotations

from django.urls import path

from chancennetz.participation import views

app_name = "participation"
_FILE = "<uuid:file_id>/participation/"

urlpatterns = [
    path(_FILE, views.overview, name="overview"),
    path(_FILE + "new/", views.enrol, name="enrol"),
    path(_FILE + "<uuid:participant_id>/module/", views.module, name="module_new"),
    path(_FILE + "<uuid:participant_id>/leave/", views.leave, name="leave"),
]
