"""Vocabulary of the plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoalState(models.TextChoices):
    """State of a goal or sub-goal."""

    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    DROPPED = "dropped", _("Dropped")


#: Allowed changes of a goal's state.
GOAL_TRANSITIONS: dict[str, frozenset[str]] = {
    GoalState.DRAFT: frozenset({GoalState.AGREED, GoalState.DROPPED}),
    GoalState.AGREED: frozenset({GoalState.REACHED, GoalState.PARTLY, GoalState.DROPPED, GoalState.DRAFT}),
    GoalState.REACHED: frozenset({GoalState.AGREED}),
    GoalState.PARTLY: frozenset({GoalState.AGREED}),
    GoalState.DROPPED: frozenset({GoalState.DRAFT, GoalState.AGREED}),
}


class SmartQuestion(models.TextChoices):
    """The five questions before a goal counts as agreed (reference 3.2). A few words each are enough."""

    SPECIFIC = "specific", _("What exactly will be different?")
    MEASURABLE = "measurable", _("How will we notice that it is reached?")
    ACCEPTED = "accepted", _("Why does the family want it itself?")
    REALISTIC = "realistic", _("What makes it possible? Who or what helps?")
    DATED = "dated", _("When do we look at it together?")


class Hurdle(models.TextChoices):
    """What stands in the way of a goal."""

    CHILD_CARE = "child_care", _("Child care")
    LANGUAGE = "language", _("Language")
    HEALTH = "health", _("Health")
    QUALIFICATION = "qualification", _("Qualification")
    RECOGNITION = "recognition", _("Recognition of foreign papers")
    MOBILITY = "mobility", _("Getting there")
    DEBTS = "debts", _("Debts")
    HOUSING = "housing", _("Housing")
    PAPERWORK = "paperwork", _("Applications and papers")
    CONFIDENCE = "confidence", _("Courage and confidence")


class Attainment(models.IntegerChoices):
    """How far a goal was reached at its end (goal attainment scaling, reference 3.2)."""

    MUCH_LESS = -2, _("Much less than hoped")
    LESS = -1, _("Less than hoped")
    AS_HOPED = 0, _("As hoped")
    MORE = 1, _("More than hoped")
    MUCH_MORE = 2, _("Much more than hoped")


class StepOwner(models.TextChoices):
    """Who does a step."""

    FAMILY = "family", _("the family")
    COUNSELLOR = "counsellor", _("the counsellor")
    PARTNER = "partner", _("somebody else")


#: Goals in these states are being worked on.
OPEN_GOALS = frozenset({GoalState.DRAFT, GoalState.AGREED})


CLOSED_GOALS = frozenset({GoalState.REACHED, GoalState.PARTLY, GoalState.DROPPED})
