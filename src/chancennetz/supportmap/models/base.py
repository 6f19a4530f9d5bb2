"""What all records of the map share."""

from __future__ import annotations

from django.db import models

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Entity
from chancennetz.core.time import EARLIEST_DAY


class OpenRecord:
    """Field catalogue of the map: facts about offers and offices, published on purpose."""

    purpose = "information"
    domain = LegalDomain.OPERATION
    retention = Retention.NONE


class Record(Entity):
    """A record that HSDS knows. `extra` keeps, by HSDS field name, what came in and has no column here: it goes out
    again unchanged.
    """

    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


#: The first day of facts of which nobody knows since when they hold.
SINCE_EVER = EARLIEST_DAY
