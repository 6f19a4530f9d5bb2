"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path

from chancennetz.assessments.views import answers, prints, section

app_name = "assessments"
_FILE = "<uuid:file_id>/"
_ONE = _FILE + "<uuid:assessment_id>/"

urlpatterns = [
    path("forms/<uuid:form_id>/empty.pdf", prints.empty, name="form_empty"),
    path(_FILE, answers.overview, name="list"),
    path(_FILE + "new/<uuid:form_id>/", answers.start, name="new"),
    path(_ONE, answers.assessment, name="assessment"),
    path(_ONE + "answers.pdf", prints.filled, name="pdf"),
    path(_ONE + "finish/", answers.finish, name="finish"),
    path(_ONE + "reopen/", answers.reopen, name="reopen"),
    path(_ONE + "discard/", answers.discard, name="discard"),
    path(_ONE + "section/<slug:section>/", section.section, name="section"),
    path(_ONE + "section/<slug:section>/shown/", section.shown, name="section_shown"),
]
