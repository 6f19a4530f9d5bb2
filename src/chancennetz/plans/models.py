"""Tables of the plan: goals > parts > steps, notes on the way. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import InCase
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.people.models import Person
from chancennetz.plans.constants import Attainment, GoalState, Hurdle, StepOwner


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
        indexes: ClassVar = [models.Index(fields=["file", "position"], name="plans_goal_in_file")]

    class Catalogue(InCase):
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
        indexes: ClassVar = [models.Index(fields=["goal", "position"], name="plans_subgoal_in_goal")]

    class Catalogue(InCase):
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
            models.Index(fields=["goal", "position"], name="plans_step_in_goal"),
            models.Index(fields=["owner_user", "done_on", "due_on"], name="plans_step_todo"),
        ]

    class Catalogue(InCase):
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
        indexes: ClassVar = [models.Index(fields=["goal", "created_at"], name="plans_note_of_goal")]

    class Catalogue(InCase):
        """How a goal is coming along."""

        open = ("goal",)
        personal = ("file", "written_by")
        sensitive = ("text",)
