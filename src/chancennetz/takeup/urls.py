"""Addresses of take-up."""

from __future__ import annotations

from django.urls import path

from chancennetz.takeup import views

app_name = "takeup"
urlpatterns = [
    path("", views.take_up, name="list"),
    path("enter/", views.enter, name="enter"),
    path("need/", views.demand, name="demand"),
    path("need/new/", views.tell, name="tell"),
    path("gaps/", views.supply, name="supply"),
    path("gaps/import/", views.supply_import, name="supply_import"),
    path("reach/", views.reach, name="reach"),
    path("reach/<uuid:area_id>/", views.reach_from, name="reach_from"),
]
