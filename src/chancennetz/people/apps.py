"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons with encrypted identity, their relationships and dated groups."""

    name = "chancennetz.people"
    label = "people"
