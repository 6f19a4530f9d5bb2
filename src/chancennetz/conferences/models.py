"""Tables of case conferences. Every text carries its category, so that each party gets what it may know."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.constants import Facet, Role
from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.conferences.constants import (
    DEFAULT_MINUTES,
    Attendance,
    Audience,
    ConferenceState,
    ConferenceTaskState,
    ConsentCheck,
    ItemKind,
    PartyKind,
)
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person


class Conference(InFile, Versioned):
    """A case conference (Fallkonferenz): those who help a family sit at one table, on the family's terms.

    `about` holds the persons whom the conference is about: a text that names nobody concerns all of them.
    `organisation` keeps the file; it stands here because invited parties may not see the file itself.
    """

    state = models.CharField(max_length=12, choices=ConferenceState, default=ConferenceState.PLANNED)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moderator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    anonymised = models.BooleanField(default=False)
    about = ArrayField(models.UUIDField(), default=list)
    question = SealedTextField(max_characters=2000)
    question_facet = models.CharField(max_length=20, choices=Facet, default=Facet.CONFERENCE)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=DEFAULT_MINUTES)
    place = SealedTextField(max_characters=200)
    preinfo_due = models.DateField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = SealedTextField(max_characters=500)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "starts_at"], name="conferences_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(about=[]), name="conferences_about_somebody"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="conferences_length"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "invited", "cancelled"], held_at__isnull=True)
                | Q(state__in=["held", "sent", "closed"], held_at__isnull=False),
                name="conferences_held_has_moment",
            ),
        ]

    class Catalogue:
        """Who met about which family, when, and on what question."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("state", "anonymised", "minutes", "question_facet", "preinfo_due")
        personal = (
            "file",
            "organisation",
            "moderator",
            "previous",
            "about",
            "question",
            "starts_at",
            "place",
            "invited_at",
            "held_at",
            "sent_at",
            "closed_at",
            "cancel_reason",
        )


class ConferenceParty(InFile, Versioned):
    """Who sits at the table: a colleague, somebody of the family, or another organisation in one role.

    `check` is what the consent check said at `checked_at`; what is shown later is checked anew each time. An
    organisation reads in its inbox from the invitation until `access_until`, and never after `cut_at`.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=12, choices=PartyKind)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    contact = SealedTextField(max_characters=200)
    function = SealedTextField(max_characters=120)
    attendance = models.CharField(max_length=12, choices=Attendance, default=Attendance.OPEN)
    present = models.BooleanField(null=True, blank=True)
    check_result = models.CharField(max_length=12, choices=ConsentCheck, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    minutes_at = models.DateTimeField(null=True, blank=True)
    access_until = models.DateTimeField(null=True, blank=True)
    cut_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "role", "access_until"], name="conferences_party_inbox")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="team", user__isnull=False, person__isnull=True, organisation__isnull=True, role="")
                | Q(kind="family", user__isnull=True, person__isnull=False, organisation__isnull=True, role="")
                | Q(kind="organisation", user__isnull=True, person__isnull=True, organisation__isnull=False),
                name="conferences_party_is_one_of_three",
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=True) | Q(access_until__isnull=False) | ~Q(kind="organisation"),
                name="conferences_party_access_ends",
            ),
            models.UniqueConstraint(fields=["conference", "user"], name="conferences_colleague_once"),
            models.UniqueConstraint(fields=["conference", "person"], name="conferences_person_once"),
            models.UniqueConstraint(fields=["conference", "organisation", "role"], name="conferences_office_once"),
        ]

    class Catalogue:
        """Who took part, and what the family had released to them."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "role", "attendance", "check_result")
        personal = (
            "file",
            "conference",
            "user",
            "person",
            "organisation",
            "contact",
            "function",
            "present",
            "checked_at",
            "invited_at",
            "opened_at",
            "minutes_at",
            "access_until",
            "cut_at",
        )


class _Piece(InFile, Versioned):
    """A text of a conference with its category: about what (`facet`) and about whom (`persons`; empty = all).

    `harmless` says that somebody has looked for names and the like; only then it is passed on in anonymised mode.
    """

    facet = models.CharField(max_length=20, choices=Facet, default=Facet.CONFERENCE)
    persons = ArrayField(models.UUIDField(), default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    harmless = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ConferenceItem(_Piece):
    """Information beforehand, a point of the agenda, a result or an agreement. Without `author`: by the case team."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind)
    text = SealedTextField(max_characters=8000)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ALL)
    author = models.ForeignKey(ConferenceParty, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conference", "kind"], name="conferences_item_kind")]

    class Catalogue:
        """What was said and agreed; health can be among it."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "facet", "audience", "position", "due_on", "harmless")
        personal = ("file", "conference", "persons", "author", "removed_at")
        sensitive = ("text",)


class ConferenceTask(_Piece):
    """Who does what until when. `task_id` is the task of a colleague in the room of tasks; others see it in the inbox.

    A task is done, dropped with a reason, or goes on as another row (`moved_to`) in the next conference.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="tasks")
    owner = models.ForeignKey(ConferenceParty, on_delete=models.PROTECT, related_name="+")
    title = SealedTextField(max_characters=300)
    state = models.CharField(max_length=12, choices=ConferenceTaskState, default=ConferenceTaskState.OPEN)
    reason = SealedTextField(max_characters=500)
    task_id = models.UUIDField(null=True, blank=True)
    moved_to = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file", "state"], name="conferences_task_open"),
            models.Index(fields=["task_id"], name="conferences_task_twin"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to__isnull=True)),
                name="conferences_moved_task_goes_on",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="conferences_done_task_has_moment",
            ),
            models.CheckConstraint(condition=~Q(moved_to=F("id")), name="conferences_task_moves_on"),
        ]

    class Catalogue:
        """What was promised to a family, and by whom."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("facet", "state", "due_on", "harmless")
        personal = ("file", "conference", "owner", "persons", "task_id", "moved_to", "done_at")
        sensitive = ("title", "reason")
