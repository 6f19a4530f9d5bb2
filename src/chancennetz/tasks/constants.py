"""Vocabulary of tasks and appointments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskKind(models.TextChoices):
    """Where a task comes from."""

    OWN = "own", _("Own task")
    STEP = "step", _("Step of a plan")
    FOLLOW_UP = "follow_up", _("Next step after a contact")
    CONSENT = "consent", _("Consent ends soon")
    REVIEW = "review", _("To review")
    SYSTEM = "system", _("Notice")


class AppointmentState(models.TextChoices):
    """How an appointment stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")
