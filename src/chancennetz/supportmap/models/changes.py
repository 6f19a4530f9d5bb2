"""What hangs on records: translations, proposed changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.core import time
from chancennetz.core.models import Entity, Versioned
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap.constants import LINE, TEXT, ChangeState
from chancennetz.supportmap.models.base import OpenRecord
from chancennetz.supportmap.models.offers import Service


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


class ChangeRequest(Entity, Versioned):
    """A change of weight that waits for the editors, or was decided. Who proposed it stands in the log.

    `before` and `after` hold the proposed fields by name as the actions take them; `service` is there for new offers
    too (not released yet).
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="change_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=LINE, blank=True)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=LINE, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="supportmap_change_waiting")]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = (
            "service",
            "organisation",
            "kind",
            "before",
            "after",
            "note",
            "state",
            "decided_at",
            "answer",
        )
