"""Tables of the contact log. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.casework.constants import LONGEST_NOTE, LifeArea
from chancennetz.casework.models import InCase
from chancennetz.contacts.constants import LONGEST_CONTACT_MINUTES, CounsellingTopic, Medium
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.people.models import Person


class ContactEntry(InFile, Versioned):
    """A contact with one or several persons of the family (Kontakt).

    `subjects` are the blocks of topics that the county evaluates, `meeting_id` is common to the contacts of one group
    meeting (each family has its own).
    """

    happened_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    travel_minutes = models.PositiveSmallIntegerField(default=0)
    medium = models.CharField(max_length=16, choices=Medium)
    place = SealedTextField(max_characters=200)
    reached = models.BooleanField(default=True)
    module = models.CharField(max_length=20, default="basic")
    topics = ArrayField(models.CharField(max_length=8, choices=LifeArea), default=list, blank=True)
    subjects = ArrayField(models.CharField(max_length=12, choices=CounsellingTopic), default=list, blank=True)
    accompanied_to = SealedTextField(max_characters=200)
    meeting_id = models.UUIDField(null=True, blank=True, db_index=True)
    note = SealedTextField(max_characters=LONGEST_NOTE)
    counsellor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file", "-happened_at"], name="contacts_in_file"),
            models.Index(fields=["counsellor", "-happened_at"], name="contacts_by"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__lte=LONGEST_CONTACT_MINUTES, travel_minutes__lte=LONGEST_CONTACT_MINUTES),
                name="contacts_within_a_day",
            )
        ]

    class Catalogue(InCase):
        """What was spoken about."""

        open = ("medium", "reached", "module", "minutes", "travel_minutes", "deleted_at", "meeting_id")
        personal = ("file", "happened_at", "place", "accompanied_to", "counsellor")
        sensitive = ("topics", "subjects", "note")


class ContactPerson(InFile):
    """Who took part in a contact. The whole time counts for everybody who took part."""

    contact = models.ForeignKey(ContactEntry, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact", "person"], name="contacts_person_once")]

    class Catalogue(InCase):
        """Who took part."""

        personal = ("file", "contact", "person")
