"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseOpeningConfig(AppConfig):
    """Taking in a new family. No tables: the case lies in `casework`, what is half typed in the drafts of `tasks`."""

    name = "chancennetz.caseopening"
    label = "caseopening"
