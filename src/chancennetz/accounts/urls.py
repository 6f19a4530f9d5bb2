"""Addresses of accounts: one's own, and the administrator's pages. Signing in itself is allauth's."""

from __future__ import annotations

from django.urls import path

from chancennetz.accounts.views import emergency, own, people

app_name = "accounts"
urlpatterns = [
    path("", own.own_account, name="own_account"),
    path("role/", own.switch_role, name="switch_role"),
    path("rules/", own.matrix, name="matrix"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/review/", emergency.emergency_list, name="emergency_list"),
    path("emergency/review/<uuid:relation_id>/", emergency.emergency_review, name="emergency_review"),
    path("people/", people.user_list, name="users"),
    path("people/new/", people.user_new, name="user_new"),
    path("people/<uuid:user_id>/", people.user_detail, name="user"),
    path("people/<uuid:user_id>/change/", people.user_change, name="user_change"),
    path("people/<uuid:user_id>/roles/new/", people.membership_new, name="add_membership"),
    path("roles/<uuid:membership_id>/end/", people.membership_end, name="end_membership"),
]
