"""Addresses of accounts: one's own, and the administrator's pages. Signing in itself is allauth's."""

from __future__ import annotations

from django.urls import path

from chancennetz.access import views, views_admin, views_emergency

app_name = "access"
urlpatterns = [
    path("", views.own_account, name="own_account"),
    path("role/", views.switch_role, name="switch_role"),
    path("rules/", views.matrix, name="matrix"),
    path("emergency/", views_emergency.emergency, name="emergency"),
    path("emergency/review/", views_emergency.emergency_list, name="emergency_list"),
    path("emergency/review/<uuid:relation_id>/", views_emergency.emergency_review, name="emergency_review"),
    path("people/", views_admin.user_list, name="users"),
    path("people/new/", views_admin.user_new, name="user_new"),
    path("people/<uuid:user_id>/", views_admin.user_detail, name="user"),
    path("people/<uuid:user_id>/change/", views_admin.user_change, name="user_change"),
    path("people/<uuid:user_id>/roles/new/", views_admin.membership_new, name="add_membership"),
    path("roles/<uuid:membership_id>/end/", views_admin.membership_end, name="end_membership"),
]
