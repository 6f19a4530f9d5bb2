"""What the upkeep keeps: reports of visitors, checked links."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Entity
from chancennetz.supportmap.constants import LINE
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.models.base import OpenRecord
from chancennetz.upkeep.constants import LinkOutcome, ReportKind


class ErrorReport(Entity):
    """What a visitor says is wrong with an offer. No name, no address of the sender; the text goes when it is done.

    `sender` is a keyed hash that lasts one day and only serves to count reports from one place.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReportKind)
    text = models.TextField(max_length=1000, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="upkeep_report_new", condition=Q(done_at__isnull=True))
        ]

    class Catalogue:
        """A message about an offer, without sender."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.REPLACED
        open = ("service", "kind", "text", "sender", "done_at")


class LinkCheck(Entity):
    """The last time that an address on the internet was tried. `failing_since` is empty while it works."""

    url = models.URLField(max_length=2000, unique=True)
    checked_at = models.DateTimeField(default=time.now)
    outcome = models.CharField(max_length=12, choices=LinkOutcome)
    detail = models.CharField(max_length=LINE, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    class Catalogue(OpenRecord):
        """Facts about pages on the internet."""

        open = ("url", "checked_at", "outcome", "detail", "failing_since")
