"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks, appointments and reminders; they know their owner by an opaque reference."""

    name = "chancennetz.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Tell the pages of family files how a draft is forgotten."""
        from chancennetz.access import file_pages  # models are loaded now
        from chancennetz.tasks.actions import forget_drafts

        file_pages.forget_drafts_with(forget_drafts)
