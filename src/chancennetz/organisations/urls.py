"""Addresses of organisations."""

from __future__ import annotations

from django.urls import path

from chancennetz.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_list, name="list"),
    path("new/", views.organisation_new, name="new"),
    path("import/", views.import_view, name="import"),
    path("<uuid:organisation_id>/", views.organisation_detail, name="detail"),
    path("<uuid:organisation_id>/change/", views.organisation_change, name="change"),
    path("<uuid:organisation_id>/end/", views.organisation_end, name="end"),
    path("<uuid:organisation_id>/units/new/", views.unit_new, name="unit_new"),
    path("units/<uuid:unit_id>/change/", views.unit_change, name="unit_change"),
    path("units/<uuid:unit_id>/end/", views.unit_end, name="unit_end"),
]
