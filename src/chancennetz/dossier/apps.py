"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Letters, prints and the whole file for the person (Art. 15 DSGVO)."""

    name = "chancennetz.dossier"
    label = "dossier"
