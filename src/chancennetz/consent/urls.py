"""Addresses of consents and releases."""

from __future__ import annotations

from django.urls import path

from chancennetz.consent.views import declarations, prints, register

app_name = "consent"
urlpatterns = [
    path("register/", register.register, name="register"),
    path("<uuid:file_id>/", declarations.declaration_list, name="list"),
    path("<uuid:file_id>/give/", declarations.choose_consent, name="give"),
    path("<uuid:file_id>/give/<uuid:person_id>/", declarations.give, name="give_for"),
    path("<uuid:file_id>/release/", declarations.choose_release, name="release"),
    path("<uuid:file_id>/release/<uuid:person_id>/", declarations.give_release, name="release_for"),
    path("<uuid:file_id>/refusal/<uuid:person_id>/", declarations.refuse, name="refuse_for"),
    path("<uuid:file_id>/<uuid:declaration_id>/withdraw/", declarations.withdraw, name="withdraw"),
    path("<uuid:file_id>/<uuid:declaration_id>/print/", prints.filled, name="print"),
    path("<uuid:file_id>/form/<uuid:person_id>/<str:kind>/", prints.empty, name="print_empty"),
]
