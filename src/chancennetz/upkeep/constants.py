"""Vocabulary of the upkeep."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The keeper is reminded this long before.
REVIEW_NOTICE = dt.timedelta(days=14)


class ReportKind(models.TextChoices):
    """What a visitor says is wrong."""

    CLOSED = "closed", _("This offer is no longer there")
    HOURS = "hours", _("The opening hours are wrong")
    ADDRESS = "address", _("The address is wrong")
    CONTACT = "contact", _("Phone number or e-mail address is wrong")
    OTHER = "other", _("Something else")


class LinkOutcome(models.TextChoices):
    """What came out when an address on the internet was tried."""

    WORKS = "works", _("Works")
    MOVED = "moved", _("Has moved")
    GONE = "gone", _("Does not exist any more")
    UNREACHABLE = "unreachable", _("Cannot be reached")
