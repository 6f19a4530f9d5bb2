"""Vocabulary of entering and changing offers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    """State of a proposed change."""

    WAITING = "waiting", _("Waits for release")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Not released")
