"""Table of joined records."""

from __future__ import annotations

from django.db import models

from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.people.models import Person


class PersonMerge(InFile):
    """Two records of one human being were joined. `before` holds what is needed to undo it (JSON, sealed)."""

    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    before = SealedTextField(max_characters=200_000)
    merged_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Catalogue:
        """The state before a merge."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        personal = ("file", "kept", "merged", "before", "merged_by", "undone_at")
