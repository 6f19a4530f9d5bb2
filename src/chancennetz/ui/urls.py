"""Addresses of the room; mounted at ``/ui/`` in demo and debug mode."""

from __future__ import annotations

from django.urls import path

from chancennetz.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.style_guide, name="style_guide"),
    path("<slug:page>/", views.style_guide, name="style_guide_page"),
]
