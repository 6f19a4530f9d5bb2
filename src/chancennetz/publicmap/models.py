"""The table of the public site: cards that were given a secret link."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Entity


class NetworkCard(Entity):
    """A choice of offers that somebody opens on a phone by a secret link. It names nobody and knows no maker.

    `token_hash` is the SHA-256 of the secret in the link; the secret itself is not kept. `services` are ids of
    offers in their order, `language` a code of `constants.LANGUAGES`.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    services = ArrayField(models.UUIDField())
    language = models.CharField(max_length=12)
    expires_on = models.DateField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(services__len__gt=0), name="publicmap_card_holds_something")
        ]

    class Catalogue:
        """A list of published offers, without a person."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("token_hash", "services", "language", "expires_on")
