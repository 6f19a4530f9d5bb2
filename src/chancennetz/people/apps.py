"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons with encrypted identity, their relationships and dated groups."""

    name = "chancennetz.people"
    label = "people"

    def ready(self) -> None:
        """Tell the pages of family files what a family is called."""
        from chancennetz.access import file_pages  # models are loaded now
        from chancennetz.people.queries import family_name

        file_pages.name_files_with(family_name)
