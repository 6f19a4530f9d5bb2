"""Addresses of areas."""

from __future__ import annotations

from django.urls import path

from chancennetz.places import views

app_name = "places"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("import/", views.import_view, name="import"),
    path("<uuid:area_id>/", views.area_detail, name="detail"),
]
