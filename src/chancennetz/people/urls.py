"""Addresses of persons and households."""

from __future__ import annotations

from django.urls import path

from chancennetz.people.views import households, persons

app_name = "people"
urlpatterns = [
    path("search/", persons.search_fragment, name="search_fragment"),
    path("<uuid:file_id>/persons/new/", persons.person_new, name="person_new"),
    path("<uuid:file_id>/persons/<uuid:person_id>/", persons.person, name="person"),
    path("<uuid:file_id>/persons/<uuid:person_id>/edit/", persons.person_edit, name="person_edit"),
    path("<uuid:file_id>/persons/<uuid:person_id>/leave/", persons.person_leave, name="person_leave"),
    path("<uuid:file_id>/persons/<uuid:person_id>/main-contact/", persons.main_contact, name="main_contact"),
    path("<uuid:file_id>/household/", households.household, name="household"),
    path("<uuid:file_id>/household/new/", households.group_new, name="group_new"),
    path("<uuid:file_id>/household/<uuid:group_id>/", households.group_edit, name="group_edit"),
    path("<uuid:file_id>/household/<uuid:group_id>/join/", households.group_join, name="group_join"),
    path(
        "<uuid:file_id>/household/<uuid:group_id>/leave/<uuid:person_id>/", households.group_leave, name="group_leave"
    ),
    path("<uuid:file_id>/relationships/new/", households.relationship_new, name="relationship_new"),
    path(
        "<uuid:file_id>/relationships/<uuid:relationship_id>/end/",
        households.relationship_end,
        name="relationship_end",
    ),
]
