"""Addresses of monitoring."""

from __future__ import annotations

from django.urls import path

from chancennetz.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.target_page, name="target"),
    path("programme/", views.programme_page, name="programme"),
    path("programme/import/", views.import_view, name="import"),
]
