"""Addresses of the contact log; they stand below those of the case."""

from __future__ import annotations

from django.urls import path

from chancennetz.contacts.views import contacts, meetings

app_name = "contacts"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("contacts/group/", meetings.pick, name="meeting_pick"),
    path("contacts/group/new/", meetings.new, name="meeting_new"),
    path("contacts/group/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("contacts/new/", contacts.pick, name="contact_pick"),
    path(_FILE + "contacts/", contacts.log, name="contacts"),
    path(_FILE + "contacts/new/", contacts.new, name="contact_new"),
    path(_FILE + "contacts/<uuid:contact_id>/", contacts.edit, name="contact"),
    path(_FILE + "contacts/<uuid:contact_id>/delete/", contacts.delete, name="contact_delete"),
    path(_FILE + "contacts/<uuid:contact_id>/restore/", contacts.restore, name="contact_restore"),
]
