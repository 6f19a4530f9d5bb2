"""The table of the room: changes that wait for the editors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.core.models import Entity, Versioned
from chancennetz.offerediting.constants import ChangeState
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap.constants import LINE
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.models.base import OpenRecord


class ChangeRequest(Entity, Versioned):
    """A change of weight that waits for the editors, or was decided. Who proposed it stands in the log.

    `before` and `after` hold the proposed fields by name as the actions take them; `service` is there for new offers
    too (not released yet).
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=LINE, blank=True)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=LINE, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="offerediting_change_waiting")]

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
