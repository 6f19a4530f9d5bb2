"""Tables of persons: encrypted identity, dated groups, relationships."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chancennetz.access.protected import InFile, ProtectedManager, ProtectedQuerySet
from chancennetz.core import actor as actors
from chancennetz.core.action import check_writing
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedDateField, SealedTextField
from chancennetz.core.models import Dated, Entity, Versioned, dated_constraint
from chancennetz.people.constants import ContactWay, FileRole, Gender, GroupKind, GroupType, KeyKind, RelationshipKind


class PersonQuerySet(ProtectedQuerySet):
    """Persons are visible through the files they belong to."""

    def visible_to(self, actor: actors.Actor, facet: str | None = None) -> PersonQuerySet:
        """Return the persons who belong to a file that the actor may see."""
        links = FilePerson.objects.all().visible_to(actor, facet or "identity")
        return self.filter(pk__in=links.values("person_id"))


class PersonManager(ProtectedManager):
    """Refuses to answer when nobody acts, like every manager of protected records."""

    def get_queryset(self) -> PersonQuerySet:
        """Return the persons, provided somebody acts."""
        super().get_queryset()
        return PersonQuerySet(self.model, using=self._db)


class Person(Entity, Versioned):
    """A human being. Identity is sealed with the person's own key; the number is opaque.

    `merged_into` names the record that took this one over (undo keeps it possible to go back).
    """

    given_name = SealedTextField(subject="id", max_characters=120)
    family_name = SealedTextField(subject="id", max_characters=120)
    birth_name = SealedTextField(subject="id", max_characters=120)
    birth_date = SealedDateField(subject="id", max_characters=10)
    gender = models.CharField(max_length=1, choices=Gender, blank=True)
    language = models.CharField(max_length=8, blank=True, default="de")
    interpreter = models.BooleanField(default=False)
    street = SealedTextField(subject="id", max_characters=200)
    postcode = SealedTextField(subject="id", max_characters=5)
    town = SealedTextField(subject="id", max_characters=100)
    municipality_key = models.CharField(max_length=8, blank=True)
    phone = SealedTextField(subject="id", max_characters=40)
    email = SealedTextField(subject="id", max_characters=200)
    safe_contact = SealedTextField(subject="id", max_characters=500)
    preferred_contact = models.CharField(max_length=10, choices=ContactWay, blank=True)
    no_contact_by = ArrayField(models.CharField(max_length=10, choices=ContactWay), default=list, blank=True)
    must_not_know = SealedTextField(subject="id", max_characters=500)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PersonManager()

    class Catalogue:
        """Identity of the persons counselled."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("merged_into",)
        personal = (
            "given_name",
            "family_name",
            "birth_name",
            "birth_date",
            "gender",
            "language",
            "interpreter",
            "street",
            "postcode",
            "town",
            "municipality_key",
            "phone",
            "email",
            "safe_contact",
            "preferred_contact",
            "no_contact_by",
            "must_not_know",
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; only inside an action."""
        check_writing("Person")
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Given and family name as one says them."""
        return f"{self.given_name} {self.family_name}".strip()


class PersonKey(Entity):
    """A blind-index key of a person: 64 bits of a keyed hash, no name inside."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=12, choices=KeyKind)
    value = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value", "person"], name="people_key_value")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="people_key_once_per_person")
        ]

    class Catalogue:
        """Pseudonymous, but bound to a person."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.WITH_PERSON
        open = ("kind",)
        personal = ("person", "value")


class FilePerson(InFile, Dated):
    """A person belongs to a family file from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=FileRole)
    is_main_contact = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "person"], condition=models.Q(valid_to__isnull=True), name="people_once_in_file"
            ),
            models.UniqueConstraint(
                fields=["file"],
                condition=models.Q(is_main_contact=True, valid_to__isnull=True),
                name="people_one_main_contact",
            ),
            dated_constraint("people_fileperson_period"),
        ]

    class Catalogue:
        """Who belongs to which file."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("role", "is_main_contact")
        personal = ("file", "person", "valid_from", "valid_to")


class PersonGroup(InFile):
    """A household, benefit household or family. Its members are dated; the group itself is only their common name."""

    kind = models.CharField(max_length=20, choices=GroupKind)
    type = models.CharField(max_length=20, choices=GroupType, blank=True)
    label = SealedTextField(max_characters=120)

    class Catalogue:
        """Who lives with whom."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind",)
        personal = ("file", "type", "label")


class GroupMember(InFile, Dated):
    """A person belongs to a group from a day to a day. Moving out ends the row; it is never overwritten."""

    group = models.ForeignKey(PersonGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=models.Q(valid_to__isnull=True), name="people_once_in_group"
            ),
            dated_constraint("people_groupmember_period"),
        ]

    class Catalogue:
        """Who lives with whom, and when."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        personal = ("file", "group", "person", "valid_from", "valid_to")


class Relationship(InFile, Dated):
    """How two persons belong together, read from `person` to `other`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=RelationshipKind)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="people_no_relation_to_oneself"),
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                condition=models.Q(valid_to__isnull=True),
                name="people_relationship_once",
            ),
            dated_constraint("people_relationship_period"),
        ]

    class Catalogue:
        """Kinship and custody."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        personal = ("file", "person", "other", "kind", "valid_from", "valid_to")
