"""Taxonomies, their terms, and what they are attached to; and HSDS tables that are passed on without being edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.core import time
from chancennetz.supportmap.constants import LINE, TEXT
from chancennetz.supportmap.models.base import OpenRecord, Record


class Taxonomy(Record):
    """A list of terms that belong together (HSDS taxonomy). `key` is set for lists that ship with the platform."""

    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=LINE)
    description = models.TextField(max_length=TEXT, blank=True)
    uri = models.URLField(max_length=2000, blank=True)
    edition = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="supportmap_taxonomy_key_once")
        ]

    class Catalogue(OpenRecord):
        """Vocabulary."""

        open = ("key", "name", "description", "uri", "edition", "extra")

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Record):
    """A term (HSDS taxonomy_term). Names in other languages are rows of `Translation`."""

    taxonomy = models.ForeignKey(Taxonomy, null=True, blank=True, on_delete=models.CASCADE, related_name="terms")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    code = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=LINE)
    description = models.TextField(max_length=TEXT, blank=True)
    language = models.CharField(max_length=20, blank=True)
    term_uri = models.URLField(max_length=2000, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taxonomy", "code"], condition=~Q(code=""), name="supportmap_term_code_once"
            )
        ]

    class Catalogue(OpenRecord):
        """Vocabulary."""

        open = (
            "taxonomy",
            "parent",
            "code",
            "name",
            "description",
            "language",
            "term_uri",
            "icon",
            "position",
            "extra",
        )

    def __str__(self) -> str:
        return self.name


class Attribute(Record):
    """A term said of a record (HSDS attribute). `link_entity` is the HSDS table name, `link_id` the record's id.

    `link_type` is a TermUse for our own terms, free text for those from elsewhere.
    """

    link_entity = models.CharField(max_length=40)
    link_id = models.UUIDField()
    term = models.ForeignKey(TaxonomyTerm, null=True, blank=True, on_delete=models.CASCADE, related_name="uses")
    link_type = models.CharField(max_length=100, blank=True)
    value = models.TextField(max_length=TEXT, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["link_entity", "link_id"], name="supportmap_attribute_of"),
            models.Index(fields=["term", "link_entity"], name="supportmap_attribute_term"),
        ]

    class Catalogue(OpenRecord):
        """Vocabulary."""

        open = ("link_entity", "link_id", "term", "link_type", "value", "extra")


class HsdsRow(models.Model):
    """A row of an HSDS table that the county passes on and does not edit: program, funding, metadata and the like.

    `data` holds the fields of the table as they came in.
    """

    id = models.UUIDField(primary_key=True)
    created_at = models.DateTimeField(default=time.now, editable=False)
    table = models.CharField(max_length=40, db_index=True)
    data = models.JSONField(default=dict)

    class Catalogue(OpenRecord):
        """Facts about offers and bodies from other directories."""

        open = ("table", "data")
