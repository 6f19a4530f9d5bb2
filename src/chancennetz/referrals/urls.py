"""Addresses of referrals."""

from __future__ import annotations

from django.urls import path

from chancennetz.referrals.views import received, sending

app_name = "referrals"
_ONE = "<uuid:file_id>/<uuid:referral_id>/"

urlpatterns = [
    path("received/", received.inbox, name="received"),
    path("received/<uuid:handover_id>/", received.received, name="received_one"),
    path("received/<uuid:handover_id>/answer/", received.answer, name="answer"),
    path("<uuid:file_id>/", sending.referral_list, name="list"),
    path("<uuid:file_id>/where/", sending.target, name="target"),
    path("<uuid:file_id>/new/", sending.new, name="new"),
    path(_ONE, sending.referral, name="referral"),
    path(_ONE + "change/", sending.edit, name="edit"),
    path(_ONE + "send/", sending.send, name="send"),
    path(_ONE + "remove/", sending.remove, name="remove"),
    path(_ONE + "revoke/", sending.revoke, name="revoke"),
    path(_ONE + "report/", sending.report, name="report"),
    path(_ONE + "slip.pdf", sending.slip, name="slip"),
]
