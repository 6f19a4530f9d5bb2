"""Tables of casework. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.casework.constants import (
    LONGEST_CONTACT_MINUTES,
    LONGEST_NOTE,
    Attainment,
    CaseType,
    Channel,
    CounsellingTopic,
    GoalState,
    Hurdle,
    LifeArea,
    Medium,
    PlanAgreement,
    PlanState,
    StepOwner,
)
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.monitoring.models import Partner, Programme
from chancennetz.people.models import Person


class _InCase:
    """Catalogue of casework."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class Case(InFile, Versioned):
    """The work with a family: one per file. Lead and team are relations of `access`; the phase is computed."""

    channel = models.CharField(max_length=16, choices=Channel)
    channel_place = SealedTextField(max_characters=200)
    first_contact_on = models.DateField()
    concern = SealedTextField(max_characters=4000)
    case_type = models.CharField(max_length=16, choices=CaseType, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    assessment = SealedTextField(max_characters=20_000)
    exit_on = models.DateField(null=True, blank=True)
    exit_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file"], name="casework_one_case_per_file"),
            models.CheckConstraint(
                condition=Q(exit_on__isnull=True) | Q(exit_on__gte=F("first_contact_on")),
                name="casework_case_ends_after_start",
            ),
        ]

    class Catalogue(_InCase):
        """What the family came with."""

        open = ("channel", "case_type", "exit_reason")
        personal = ("file", "channel_place", "first_contact_on", "assessed_on", "exit_on")
        sensitive = ("concern", "assessment")


class Participant(InFile, Versioned):
    """A person takes part in a programme at a partner, from entry to exit, in modules with planned hours.

    `module_starts` holds the day from which each module of `modules` counts, in the same order.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    modules = ArrayField(models.CharField(max_length=20))
    module_starts = ArrayField(models.DateField())
    entry_on = models.DateField()
    exit_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            # One person counts once per project (reference 0.2).
            models.UniqueConstraint(fields=["person", "programme"], name="casework_participant_once"),
            models.CheckConstraint(
                condition=Q(exit_on__isnull=True) | Q(exit_on__gte=F("entry_on")), name="casework_participant_period"
            ),
            models.CheckConstraint(
                condition=Q(modules__len=F("module_starts__len")), name="casework_participant_module_has_start"
            ),
        ]

    class Catalogue(_InCase):
        """Participation in the funded project."""

        open = ("programme", "partner", "modules")
        personal = ("file", "person", "module_starts", "entry_on", "exit_on")


class Goal(InFile, Versioned):
    """A goal in the family's words (Ziel).

    `smart` holds the answers to the five questions before a goal is agreed (JSON by `constants.SmartQuestion`),
    `attainment` how far it was reached at its end.
    """

    title = SealedTextField(max_characters=300)
    why = SealedTextField(max_characters=2000)
    life_area = models.CharField(max_length=8, choices=LifeArea)
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.DRAFT)
    due_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    smart = SealedTextField(max_characters=4000)
    hurdles = ArrayField(models.CharField(max_length=16, choices=Hurdle), default=list, blank=True)
    attainment = models.SmallIntegerField(null=True, blank=True, choices=Attainment)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "position"], name="casework_goal_in_file")]

    class Catalogue(_InCase):
        """What the family wants to reach."""

        open = ("life_area", "state", "position", "due_on", "agreed_on", "closed_on", "attainment")
        personal = ("file",)
        sensitive = ("title", "why", "smart", "hurdles")


class SubGoal(InFile, Versioned):
    """A part of a goal (Teilziel)."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="sub_goals")
    title = SealedTextField(max_characters=300)
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.AGREED)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["goal", "position"], name="casework_subgoal_in_goal")]

    class Catalogue(_InCase):
        """What the family wants to reach."""

        open = ("goal", "state", "position")
        personal = ("file",)
        sensitive = ("title",)


class Step(InFile, Versioned):
    """A small step towards a goal: who does it until when."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    sub_goal = models.ForeignKey(SubGoal, null=True, blank=True, on_delete=models.CASCADE, related_name="steps")
    title = SealedTextField(max_characters=300)
    owner_kind = models.CharField(max_length=12, choices=StepOwner, default=StepOwner.FAMILY)
    owner_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_name = SealedTextField(max_characters=200)
    due_on = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["goal", "position"], name="casework_step_in_goal"),
            models.Index(fields=["owner_user", "done_on", "due_on"], name="casework_step_todo"),
        ]

    class Catalogue(_InCase):
        """Who does what."""

        open = ("goal", "sub_goal", "owner_kind", "position", "due_on", "remind_on", "reminded_at", "done_on")
        personal = ("file", "owner_person", "owner_user", "owner_name")
        sensitive = ("title",)


class GoalNote(InFile):
    """A line about how a goal is coming along (Verlaufsnotiz). It is added, never changed."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="notes")
    text = SealedTextField(max_characters=2000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["goal", "created_at"], name="casework_note_of_goal")]

    class Catalogue(_InCase):
        """How a goal is coming along."""

        open = ("goal",)
        personal = ("file", "written_by")
        sensitive = ("text",)


class PlanVersion(InFile, Versioned):
    """A version of the family's plan (Hilfeplan): prepared, proposed, approved, in force, replaced.

    `content` is the plan as JSON, frozen when it is proposed (`casework.plan_content`). Exactly one version is in force
    at a time, and at most one is on its way; the database holds both.
    """

    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    content = SealedTextField(max_characters=400_000)
    comment = SealedTextField(max_characters=2000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreement = models.CharField(max_length=10, choices=PlanAgreement, blank=True)
    active_from = models.DateTimeField(null=True, blank=True)
    revised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="casework_plan_number_once"),
            models.UniqueConstraint(fields=["file"], condition=Q(state="active"), name="casework_plan_one_current"),
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(state__in=["draft", "proposed", "approved"]),
                name="casework_plan_one_coming",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "revised"]) | Q(agreed_on__isnull=False, active_from__isnull=False),
                name="casework_plan_agreed_before_active",
            ),
        ]

    class Catalogue(_InCase):
        """The plan at a time."""

        open = ("number", "state", "agreement")
        personal = (
            "file",
            "written_by",
            "proposed_at",
            "decided_at",
            "decided_by",
            "agreed_on",
            "active_from",
            "revised_at",
        )
        sensitive = ("content", "comment")


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
            models.Index(fields=["file", "-happened_at"], name="casework_contact_in_file"),
            models.Index(fields=["counsellor", "-happened_at"], name="casework_contact_by"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__lte=LONGEST_CONTACT_MINUTES, travel_minutes__lte=LONGEST_CONTACT_MINUTES),
                name="casework_contact_within_a_day",
            )
        ]

    class Catalogue(_InCase):
        """What was spoken about."""

        open = ("medium", "reached", "module", "minutes", "travel_minutes", "deleted_at", "meeting_id")
        personal = ("file", "happened_at", "place", "accompanied_to", "counsellor")
        sensitive = ("topics", "subjects", "note")


class ContactPerson(InFile):
    """Who took part in a contact. The whole time counts for everybody who took part."""

    contact = models.ForeignKey(ContactEntry, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "person"], name="casework_contact_person_once")
        ]

    class Catalogue(_InCase):
        """Who took part."""

        personal = ("file", "contact", "person")


class EntrustedNote(InFile, Versioned):
    """Something entrusted in confidence (s. 65 SGB VIII): readable by this counsellor in person, by nobody else."""

    bound_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(max_characters=LONGEST_NOTE)

    class Catalogue(_InCase):
        """Entrusted."""

        domain = LegalDomain.SGB_VIII
        personal = ("file", "bound_to")
        entrusted = ("text",)


class Revision(InFile):
    """How a record looked at a version (JSON, sealed): for "as of", undo, and both versions side by side."""

    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    number = models.PositiveIntegerField()
    content = SealedTextField(max_characters=2_200_000)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_id", "-number"], name="casework_revision_of")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_id", "number"], name="casework_revision_number_once")
        ]

    class Catalogue(_InCase):
        """Earlier content of records."""

        open = ("object_type", "object_id", "number")
        personal = ("file", "made_by", "made_by_name")
        sensitive = ("content",)
