"""Addresses of what is read of case conferences; those who lead them have theirs in `moderation`."""

from __future__ import annotations

from django.urls import path

from chancennetz.conferences.views import papers, received

app_name = "conferences"
_ONE = "<uuid:file_id>/<uuid:conference_id>/"
_PARTY = _ONE + "parties/<uuid:party_id>/"
_PLACE = "received/<uuid:party_id>/"

urlpatterns = [
    path("received/", received.inbox, name="received"),
    path(_PLACE, received.place, name="place"),
    path(_PLACE + "answer/", received.answer, name="answer"),
    path(_PLACE + "information/new/", received.contribute, name="contribute"),
    path(_PLACE + "information/<uuid:item_id>/", received.contribution, name="contribution"),
    path(_PLACE + "information/<uuid:item_id>/remove/", received.take_back, name="take_back"),
    path(_PLACE + "tasks/<uuid:conference_task_id>/", received.task, name="own_task"),
    path(_PLACE + "paper.pdf", received.paper, name="place_paper"),
    path(_PLACE + "conference.ics", received.calendar_file, name="place_calendar"),
    path(_ONE + "conference.ics", papers.calendar_file, name="calendar"),
    path(_PARTY + "view/", papers.preview, name="preview"),
    path(_PARTY + "paper.pdf", papers.paper, name="paper"),
]
