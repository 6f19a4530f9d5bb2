"""Vocabulary of programmes and counts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerRole(models.TextChoices):
    """As what an organisation takes part in a programme."""

    LEAD = "lead", _("Project owner")
    COUNTY = "county", _("Partner: county")
    MUNICIPALITY = "municipality", _("Partner: town")
    PROVIDER = "provider", _("Partner: welfare organisation")
    COOPERATION = "cooperation", _("Cooperation partner")
    ASSOCIATED = "associated", _("Associated town")


class What(models.TextChoices):
    """What a tally row counts."""

    ENTRY = "entry", _("Participants who began")
    EXIT = "exit", _("Participants who left")
    MODULE = "module", _("Participants who began a module")
    MINUTES = "minutes", _("Minutes of counselling")
    CONTACT = "contact", _("Contacts")
    REACHED = "reached", _("Contacts in which somebody was reached")
    OUTREACH = "outreach", _("Outreach contacts without a name")


BASIC_MODULE = "basic"
#: Counts below this number are not shown for small units (a parameter of the county, default of official statistics).
SMALL_NUMBER = 3
