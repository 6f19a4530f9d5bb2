"""Tables of tasks, appointments and drafts. They know what they belong to only by an opaque reference."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import FamilyFile, User
from chancennetz.access.protected import ProtectedManager
from chancennetz.core import time
from chancennetz.core.action import check_writing
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.tasks.constants import AppointmentState, TaskKind


class _Owned(Entity, Versioned):
    """Common to tasks and appointments.

    With `file`, the row lies in a family file and is seen by those who may see it; without, by its user alone.
    `key_subject` is the id whose data key seals the text: the file, or the user.
    """

    file = models.ForeignKey(FamilyFile, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_by = models.UUIDField(null=True)
    title = SealedTextField(subject="key_subject", max_characters=300)
    note = SealedTextField(subject="key_subject", max_characters=4000)
    #: Opaque reference to what it belongs to, such as "plans.step:0190...": the owner's room registers a resolver.
    owner = models.CharField(max_length=100, blank=True)

    objects = ProtectedManager()

    class Meta:
        abstract = True

    @property
    def key_subject(self) -> object:
        """Whose data key seals the texts."""
        return self.file_id or self.user_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; only inside an action."""
        check_writing(type(self).__name__)
        super().save(*args, **kwargs)


class Task(_Owned):
    """Something somebody has to do, with a day."""

    kind = models.CharField(max_length=12, choices=TaskKind, default=TaskKind.OWN)
    due_on = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "done_at", "due_on"], name="tasks_task_todo"),
            models.Index(fields=["owner"], name="tasks_task_owner"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("created_at")), name="tasks_task_done_after_made"
            )
        ]

    class Catalogue:
        """Tasks may name persons."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "owner", "due_on", "remind_on", "reminded_at")
        personal = ("file", "user", "created_by", "title", "note", "done_at", "done_by")


class Appointment(_Owned):
    """A meeting at a time and place."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = SealedTextField(subject="key_subject", max_characters=200)
    #: The town alone, taken from the place: all that the calendar feed may say about it.
    town = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=AppointmentState, default=AppointmentState.PLANNED)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "starts_at"], name="tasks_appointment_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="tasks_appointment_ends_after_start")
        ]

    class Catalogue:
        """Appointments may name persons."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("state", "owner")
        personal = ("file", "user", "created_by", "title", "note", "place", "town", "starts_at", "ends_at")


class Draft(Entity):
    """What somebody is typing: saved while typing, back after a lost connection or an expired login."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    content = SealedTextField(subject="user_id", max_characters=1_200_000)
    saved_at = models.DateTimeField(default=time.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="tasks_draft_once")]

    class Catalogue:
        """A draft may hold anything a form may hold."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.REPLACED
        open = ("key", "saved_at")
        personal = ("user", "content")


class CalendarFeed(Entity):
    """Somebody reads the own appointments in a calendar program. The secret address is kept as a hash only."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=time.now)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Catalogue:
        """Staff: a key to a calendar without names."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.MEMBERSHIP_ENDED
        open = ("made_at", "fetched_at")
        personal = ("user",)
        secret = ("token_hash",)
