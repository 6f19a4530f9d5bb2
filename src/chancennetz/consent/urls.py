"""Addresses of consents and releases, of "May I share this?", and of its rules."""

from __future__ import annotations

from django.urls import path

from chancennetz.consent.views import declarations, giving, prints, register, share_rules, sharing

app_name = "consent"
urlpatterns = [
    path("register/", register.register, name="register"),
    path("rules/", share_rules.table_list, name="rules"),
    path("rules/new/", share_rules.table_new, name="rules_new"),
    path("rules/<uuid:table_id>/", share_rules.table_show, name="rules_table"),
    path("rules/<uuid:table_id>/changes/", share_rules.table_changes, name="rules_changes"),
    path("rules/<uuid:table_id>/propose/", share_rules.table_propose, name="rules_propose"),
    path("rules/<uuid:table_id>/approve/", share_rules.table_approve, name="rules_approve"),
    path("rules/<uuid:table_id>/back/", share_rules.table_send_back, name="rules_back"),
    path("rules/<uuid:table_id>/discard/", share_rules.table_discard, name="rules_discard"),
    path("rules/<uuid:table_id>/line/", share_rules.rule_new, name="rule_new"),
    path("rules/<uuid:table_id>/line/<uuid:rule_id>/", share_rules.rule_edit, name="rule"),
    path("texts/", share_rules.text_list, name="texts"),
    path("texts/<uuid:text_id>/", share_rules.text_show, name="text"),
    path("<uuid:file_id>/", declarations.declaration_list, name="list"),
    path("<uuid:file_id>/share/", sharing.share, name="share"),
    path("<uuid:file_id>/share/flow/", sharing.flow, name="share_flow"),
    path("<uuid:file_id>/danger/", sharing.danger, name="danger"),
    path("<uuid:file_id>/passed-on/", sharing.passed_on, name="passed_on"),
    path("<uuid:file_id>/passed-on/<uuid:disclosure_id>/answer/", sharing.feedback_came, name="feedback"),
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
