"""Addresses of areas."""

from __future__ import annotations

from django.urls import path

from chancennetz.places import views, views_transit

app_name = "places"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("import/", views.import_view, name="import"),
    path("transit/", views_transit.transit, name="transit"),
    path("transit/import/", views_transit.transit_import, name="transit_import"),
    path("transit/<uuid:feed_id>/remove/", views_transit.transit_remove, name="transit_remove"),
    path("<uuid:area_id>/", views.area_detail, name="detail"),
]
