"""Addresses of tasks, appointments and drafts."""

from __future__ import annotations

from django.urls import path

from chancennetz.tasks import views, views_feed

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("new/", views.task_new, name="new"),
    path("<uuid:task_id>/", views.task_edit, name="edit"),
    path("<uuid:task_id>/finish/", views.task_finish, name="finish"),
    path("<uuid:task_id>/reopen/", views.task_reopen, name="reopen"),
    path("appointments/", views.calendar, name="calendar"),
    path("appointments/new/", views.appointment_new, name="appointment_new"),
    path("appointments/<uuid:appointment_id>/state/", views.appointment_state, name="appointment_state"),
    path("appointments/subscribe/", views_feed.subscribe, name="feed"),
    path("appointments/<str:token>.ics", views_feed.feed, name="feed_file"),
    path("draft/", views.draft, name="draft"),
]
