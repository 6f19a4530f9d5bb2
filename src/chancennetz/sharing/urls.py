"""Addresses of "May I share this?", of its rules, and of what was passed on; they stand among the consents."""

from __future__ import annotations

from django.urls import path

from chancennetz.sharing.views import sharing, tables

app_name = "sharing"
urlpatterns = [
    path("rules/", tables.table_list, name="rules"),
    path("rules/new/", tables.table_new, name="rules_new"),
    path("rules/<uuid:table_id>/", tables.table_show, name="rules_table"),
    path("rules/<uuid:table_id>/changes/", tables.table_changes, name="rules_changes"),
    path("rules/<uuid:table_id>/propose/", tables.table_propose, name="rules_propose"),
    path("rules/<uuid:table_id>/approve/", tables.table_approve, name="rules_approve"),
    path("rules/<uuid:table_id>/back/", tables.table_send_back, name="rules_back"),
    path("rules/<uuid:table_id>/discard/", tables.table_discard, name="rules_discard"),
    path("rules/<uuid:table_id>/line/", tables.rule_new, name="rule_new"),
    path("rules/<uuid:table_id>/line/<uuid:rule_id>/", tables.rule_edit, name="rule"),
    path("<uuid:file_id>/share/", sharing.share, name="share"),
    path("<uuid:file_id>/share/flow/", sharing.flow, name="share_flow"),
    path("<uuid:file_id>/danger/", sharing.danger, name="danger"),
    path("<uuid:file_id>/passed-on/", sharing.passed_on, name="passed_on"),
    path("<uuid:file_id>/passed-on/<uuid:disclosure_id>/answer/", sharing.feedback_came, name="feedback"),
]
