"""The table of supervision: notes about a case that lie in its file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.handovers.constants import LONGEST_NOTE
from chancennetz.organisations.models import Organisation


class SupervisionNote(InFile, Versioned):
    """A note of the team lead about a case. The counsellor does not see it; another organisation never does."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(max_characters=LONGEST_NOTE)
    look_again_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "look_again_on"], name="caseload_note_look_again")]

    class Catalogue:
        """Supervision."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("look_again_on", "settled_at")
        personal = ("file", "organisation", "author")
        sensitive = ("text",)
