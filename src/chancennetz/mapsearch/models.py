"""The table of the room: marks of changes in the directory."""

from __future__ import annotations

from django.db import models

from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention


class DirectoryChange(models.Model):
    """A mark of a transaction that has changed something of which the public site may show something.

    The database sets it (function `mapsearch_mark_change`, a trigger on every such table), whatever way the change
    came. All marks together are the revision of the directory, see `queries.revision`.
    """

    transaction = models.BigIntegerField(primary_key=True)
    changes = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField(default=time.now)

    class Catalogue:
        """Numbers of transactions; they say neither who changed something nor what."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("transaction", "changes", "marked_at")
