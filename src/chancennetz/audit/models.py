"""Tables of the log. No foreign keys: the log outlives what it speaks of."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from chancennetz.audit.constants import EntryKind
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Entity


class AuditEntry(Entity):
    """One event: who, when, what, on whose data, for which purpose, on which basis.

    `subject_ids` holds the persons and family files whose data were touched; `changed` the names of the fields, never
    their content. `content_hash` is SHA-256 over all other columns (see `audit.rules.content_hash`).
    """

    kind = models.CharField(max_length=12, choices=EntryKind)
    action = models.CharField(max_length=80)
    user_id = models.UUIDField(null=True)
    user_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=40)
    organisation_id = models.UUIDField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    session_id = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64, blank=True)
    facet = models.CharField(max_length=40, blank=True)
    subject_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    changed = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    content_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["subject_ids"], name="audit_entry_subjects"),
            models.Index(fields=["created_at"], name="audit_entry_when"),
            models.Index(fields=["user_id", "created_at"], name="audit_entry_who"),
        ]

    class Catalogue:
        """Personal data of those who act, and the fact that somebody is counselled."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.LOGGED
        open = ("kind", "action", "role", "purpose", "basis", "object_type", "facet", "changed", "content_hash")
        personal = (
            "user_id",
            "user_name",
            "organisation_id",
            "organisation_name",
            "session_id",
            "request_id",
            "object_id",
            "subject_ids",
        )


class AuditLink(models.Model):
    """A link of the chain: the database makes it at commit, in the order of `seq`, without gaps.

    `hash` = SHA-256(previous hash, content hash of the entry).
    """

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Catalogue:
        """No personal data."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.LOGGED
        open = ("seq", "entry_id", "hash")
