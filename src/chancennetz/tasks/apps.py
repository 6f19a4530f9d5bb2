"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks, appointments and reminders; they know their owner by an opaque reference."""

    name = "chancennetz.tasks"
    label = "tasks"
