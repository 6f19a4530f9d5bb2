"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from chancennetz.portal import views

app_name = "portal"
urlpatterns = [
    path("families/<uuid:file_id>/", views.family, name="family"),
]
