"""Addresses of the room; mounted at ``/ui/`` in demo and debug mode."""

from __future__ import annotations

from django.urls import path

from chancennetz.styleguide import views

app_name = "styleguide"

urlpatterns = [
    path("", views.guide, name="guide"),
    path("<slug:page>/", views.guide, name="page"),
]
