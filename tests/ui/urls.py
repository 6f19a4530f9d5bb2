"""Addresses for the tests of the look alone, without the rooms above it."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("ui/", include("chancennetz.ui.urls"))]
