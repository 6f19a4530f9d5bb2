"""Addresses of the way to a new family. They begin like those of the case."""

from __future__ import annotations

from django.urls import path

from chancennetz.caseopening import views

app_name = "caseopening"

urlpatterns = [
    path("new/", views.search, name="search"),
    path("new/<uuid:wizard_id>/sheet.pdf", views.sheet, name="sheet"),
    path("new/<uuid:wizard_id>/<slug:step>/", views.step, name="step"),
]
