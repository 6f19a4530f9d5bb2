"""Table of uploads. The content lies encrypted on disk; the row knows its owner only by an opaque reference."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.documents.constants import DocumentKind


class Document(InFile, Versioned):
    """An uploaded document in a family file.

    `stored_as` is the name of the encrypted file below the documents folder, `digest` SHA-256 of the plain content
    sealed with it, `pages` the number of pages shown as pictures (1 for images).
    """

    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.OTHER)
    title = SealedTextField(max_characters=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=1)
    stored_as = models.CharField(max_length=80, unique=True)
    digest = SealedTextField(max_characters=64)
    owner = models.CharField(max_length=100, blank=True)
    uploaded_by = models.UUIDField(null=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "created_at"], name="documents_in_file")]

    class Catalogue:
        """Letters may hold special categories of data."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "media_type", "size", "pages", "owner", "deleted_at")
        personal = ("file", "stored_as", "uploaded_by", "digest")
        sensitive = ("title",)
