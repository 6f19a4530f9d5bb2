"""Vocabulary of the contact log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Medium(models.TextChoices):
    """How a contact took place."""

    HOME_VISIT = "home_visit", _("Home visit")
    OFFICE = "office", _("In the office")
    OUTREACH = "outreach", _("On the way, outreach")
    PHONE = "phone", _("Phone")
    VIDEO = "video", _("Video")
    MESSAGE = "message", _("Message or e-mail")
    LETTER = "letter", _("Letter")
    ACCOMPANIMENT = "accompaniment", _("Accompaniment to an office")
    GROUP = "group", _("Group meeting")


class CounsellingTopic(models.TextChoices):
    """The five blocks of topics by which the county evaluates its counselling, and help with applications online."""

    BENEFITS = "benefits", _("Benefits and applications")
    WORK = "work", _("Work and training")
    CHILDREN = "children", _("Education, child care, school")
    LIVING = "living", _("Money, debts, housing")
    WELL_BEING = "well_being", _("Health, family life, taking part")
    ONLINE = "online", _("Help with online applications")


MINUTE_STEP = 5


LONGEST_CONTACT_MINUTES = 16 * 60


CONTACTS_PER_PAGE = 20
