"""Vocabulary of organisations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Town or municipality")
    PROVIDER = "provider", _("Welfare organisation")
    JOB_CENTRE = "job_centre", _("Job centre")
    STATISTICS_OFFICE = "statistics_office", _("Statistics office")
    AUTHORITY = "authority", _("Other authority")
    SCHOOL = "school", _("School")
    DAY_CARE = "day_care", _("Day care")
    HEALTH = "health", _("Practice, clinic, health service")
    ASSOCIATION = "association", _("Association or initiative")
    COMPANY = "company", _("Company")
    OTHER = "other", _("Other")
