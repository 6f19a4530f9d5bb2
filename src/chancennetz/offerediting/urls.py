"""Addresses of the room, below /offers/."""

from __future__ import annotations

from django.urls import path

from chancennetz.offerediting.views import details, offers

app_name = "offerediting"

urlpatterns = [
    path("", offers.offer_list, name="list"),
    path("new/", offers.offer_new, name="new"),
    path("places/<uuid:place_id>/change/", details.place_change, name="place_change"),
    path("places/<uuid:place_id>/end/", details.place_end, name="place_end"),
    path("places/<uuid:place_id>/other-hours/", details.special_hours, name="special_hours"),
    path("<uuid:service_id>/", offers.offer_detail, name="detail"),
    path("<uuid:service_id>/change/", offers.offer_change, name="change"),
    path("<uuid:service_id>/still-correct/", offers.offer_assure, name="assure"),
    path("<uuid:service_id>/end/", offers.offer_end, name="end"),
    path("<uuid:service_id>/places/new/", details.place_new, name="place_new"),
    path("<uuid:service_id>/capacity/", details.capacity, name="capacity"),
    path("<uuid:service_id>/languages/", details.text_languages, name="languages"),
    path("<uuid:service_id>/languages/<slug:language>/", details.texts, name="texts"),
]
