"""Texts of records in other languages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.core import time
from chancennetz.core.models import Entity
from chancennetz.supportmap.constants import TEXT
from chancennetz.supportmap.models.base import OpenRecord


class Translation(Entity):
    """One field of one record in another language, or in plain German (`de-simple`).

    `table` is the HSDS name of the record's table. `source_hash` is the hash of the source text that was translated
    (`rules.content_hash`): the translation is outdated exactly when the source reads differently now.
    """

    table = models.CharField(max_length=40)
    object_id = models.UUIDField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    text = models.TextField(max_length=TEXT)
    source_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField(default=time.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id", "field", "language", "table"], name="supportmap_translation_once"
            )
        ]

    class Catalogue(OpenRecord):
        """Published texts."""

        open = ("table", "object_id", "field", "language", "text", "source_hash", "changed_at")
