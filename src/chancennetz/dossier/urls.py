"""Addresses of the dossier."""

from __future__ import annotations

from django.urls import path

from chancennetz.dossier.views import access, letters, missing, templates

app_name = "dossier"
urlpatterns = [
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new, name="template_new"),
    path("templates/<uuid:template_id>/", templates.template, name="template"),
    path("templates/<uuid:template_id>/retire/", templates.retire, name="template_retire"),
    path("missing/", missing.overview, name="missing"),
    path("<uuid:file_id>/missing/new/", missing.new, name="missing_new"),
    path("<uuid:file_id>/missing/<uuid:missing_id>/", missing.change, name="missing_one"),
    path("<uuid:file_id>/missing/<uuid:missing_id>/settle/", missing.settle, name="missing_settle"),
    path("<uuid:file_id>/letters/", letters.letters, name="letters"),
    path("<uuid:file_id>/letters/new/", letters.new, name="letter_new"),
    path("<uuid:file_id>/letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("<uuid:file_id>/letters/<uuid:letter_id>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("<uuid:file_id>/letters/<uuid:letter_id>/drop/", letters.drop, name="letter_drop"),
    path("<uuid:file_id>/access/", access.ask, name="ask"),
    path("<uuid:file_id>/access/<uuid:request_id>/", access.review, name="access"),
    path("<uuid:file_id>/access/<uuid:request_id>/handed-out/", access.hand_out, name="hand_out"),
    path("<uuid:file_id>/access/<uuid:request_id>/<slug:form>/", access.whole_file, name="whole_file"),
]
