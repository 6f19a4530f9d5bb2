"""Addresses of consents, releases, and the wordings of their sheets."""

from __future__ import annotations

from django.urls import path

from chancennetz.consentforms.views import declarations, giving, prints, register, wordings

app_name = "consentforms"
urlpatterns = [
    path("register/", register.register, name="register"),
    path("texts/", wordings.text_list, name="texts"),
    path("texts/<uuid:text_id>/", wordings.text_show, name="text"),
    path("<uuid:file_id>/", declarations.declaration_list, name="list"),
    path("<uuid:file_id>/give/", giving.choose_consent, name="give"),
    path("<uuid:file_id>/give/<uuid:person_id>/", giving.give, name="give_for"),
    path("<uuid:file_id>/release/", giving.choose_release, name="release"),
    path("<uuid:file_id>/release/<uuid:person_id>/", giving.give_release, name="release_for"),
    path("<uuid:file_id>/refusal/<uuid:person_id>/", giving.refuse, name="refuse_for"),
    path("<uuid:file_id>/told/<uuid:notice_id>/", declarations.told, name="told"),
    path("<uuid:file_id>/<uuid:declaration_id>/", declarations.show, name="show"),
    path("<uuid:file_id>/<uuid:declaration_id>/withdraw/", declarations.withdraw, name="withdraw"),
    path("<uuid:file_id>/<uuid:declaration_id>/scan/", declarations.scan, name="scan"),
    path("<uuid:file_id>/<uuid:declaration_id>/print/", prints.filled, name="print"),
    path("<uuid:file_id>/form/<uuid:person_id>/<str:kind>/", prints.empty, name="print_empty"),
]
