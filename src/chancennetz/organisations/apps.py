"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Welfare organisations, authorities, schools, practices: one record each, with units."""

    name = "chancennetz.organisations"
    label = "organisations"
