"""Abstract tables that every room builds on, and the table of data keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.errors import StaleVersion
from chancennetz.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable


class Entity(models.Model):
    """A table row with an opaque public id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=time.now, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that persons edit: `version` counts up, and a write against an older version is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, *, expected: int, fields: Iterable[str]) -> None:
        """Write the named fields if nobody else has written since `expected` was read.

        Raises StaleVersion otherwise; nothing is written then. Encrypted fields work like any other.
        """
        names = [*fields, "version"]
        self.version = expected + 1
        values = {}
        for name in names:
            field = self._meta.get_field(name)
            values[name] = field.pre_save(self, add=False)  # type: ignore[union-attr]  # columns, no relations
        updated = type(self)._base_manager.filter(pk=self.pk, version=expected).update(**values)
        if not updated:
            self.version = expected
            raise StaleVersion(type(self).__name__)


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a period of validity; both ends are inclusive days in Berlin."""

    def on(self, day: dt.date | None = None) -> Self:
        """Return the rows valid on a day (default: today)."""
        day = day or time.today()
        return self.filter(Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)))


class Dated(models.Model):
    """A fact with a first and a last day. It is ended, never overwritten."""

    valid_from = models.DateField(default=time.today)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether the fact holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def dated_constraint(name: str) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day lies before the first day."),
    )


class DataKey(models.Model):
    """The data key of one person or one family file, wrapped by the key-encryption key outside the database.

    Destroying it makes everything sealed with it unreadable, also in old backups (crypto-erase).
    """

    subject_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key_id = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(wrapped=b""), name="core_datakey_destroyed_is_empty"
            )
        ]

    class Catalogue:
        """The key is secret; its owner is an opaque number."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.WITH_PERSON
        open = ("subject_id", "key_id", "destroyed_at")
        secret = ("wrapped",)
