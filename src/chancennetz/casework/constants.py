"""Vocabulary of casework."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet


class Channel(models.TextChoices):
    """How contact with a family came about."""

    OUTREACH = "outreach", _("Outreach: we met the family")
    CONTACT_POINT = "contact_point", _("The family came to the contact point")
    RECOMMENDATION = "recommendation", _("Recommended by friends or family")
    DAY_CARE = "day_care", _("Day care")
    SCHOOL = "school", _("School")
    JOB_CENTRE = "job_centre", _("Job centre")
    YOUTH_OFFICE = "youth_office", _("Youth welfare office")
    HEALTH = "health", _("Practice or clinic")
    OTHER_SERVICE = "other_service", _("Another service")
    SELF = "self", _("Found us online or by a leaflet")


class CaseType(models.TextChoices):
    """What a case is mainly about (reference 5.1, tags T1 to T10)."""

    EXISTENCE = "existence", _("Money or home at risk")
    HEALTH = "health", _("Health or addiction")
    CARE = "care", _("Care and children")
    LANGUAGE = "language", _("Language and recognition")
    SINGLE_PARENT = "single_parent", _("Single parent")
    NEAR_WORK = "near_work", _("Close to work")
    WORKING_POOR = "working_poor", _("Work that does not suffice")
    UNSEEN = "unseen", _("Entitled, not claiming")
    YOUNG_PARENT = "young_parent", _("Young parent without training")
    DISABILITY = "disability", _("Disability")


class LifeArea(models.TextChoices):
    """The six life areas (Lebensbereiche)."""

    MONEY = "money", _("Money and benefits")
    WORK = "work", _("Work and training")
    HOME = "home", _("Home")
    HEALTH = "health", _("Health")
    FAMILY = "family", _("Family and children")
    SOCIAL = "social", _("Friends, neighbourhood, leisure")


#: The picture of each life area, the same on every page.
AREA_ICONS = {
    LifeArea.MONEY: "wallet",
    LifeArea.WORK: "briefcase",
    LifeArea.HOME: "house",
    LifeArea.HEALTH: "heart",
    LifeArea.FAMILY: "users",
    LifeArea.SOCIAL: "sprout",
}


class Phase(models.TextChoices):
    """Phase of a case, computed from what is there (reference 3.4), never typed."""

    CONTACT = "contact", _("Contact")
    INTAKE = "intake", _("Intake")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Plan")
    LINKING = "linking", _("Linking")
    MONITORING = "monitoring", _("Monitoring")
    EXIT = "exit", _("Exit")
    AFTERCARE = "aftercare", _("Aftercare")


LONGEST_NOTE = 1_000_000
#: Contacts and plans lie between these bounds: earlier nobody was counselled here, later is a slip of the finger.
LONGEST_PLAN_YEARS = 10


class TimelineKind(models.TextChoices):
    """What an entry of the timeline is about."""

    CONTACT = "contact", _("Contacts")
    GOAL = "goal", _("Goals")
    STEP = "step", _("Steps")
    TEAM = "team", _("Team")
    CONSENT = "consent", _("Consents")
    CASE = "case", _("File")
    PARTICIPATION = "participation", _("Participation")
    ASSESSMENT = "assessment", _("Assessments")
    REFERRAL = "referral", _("Referrals")
    CONFERENCE = "conference", _("Case conferences")


#: Which part of the file must be open for an entry to be shown.
TIMELINE_FACETS: dict[TimelineKind, Facet] = {
    TimelineKind.CONTACT: Facet.CONTACT,
    TimelineKind.GOAL: Facet.PLAN,
    TimelineKind.STEP: Facet.PLAN,
    TimelineKind.TEAM: Facet.TEAM,
    TimelineKind.CONSENT: Facet.CONSENT,
    TimelineKind.CASE: Facet.FRAME,
    TimelineKind.PARTICIPATION: Facet.CONTACT,
    TimelineKind.ASSESSMENT: Facet.INTAKE,
    TimelineKind.REFERRAL: Facet.REFERRAL,
    TimelineKind.CONFERENCE: Facet.CONFERENCE,
}

TIMELINE_PER_PAGE = 30


class ExitReason(models.TextChoices):
    """Why a case ends."""

    REACHED = "reached", _("Goals reached")
    PARTLY = "partly", _("Goals partly reached")
    MOVED = "moved", _("The family moved away")
    STOPPED = "stopped", _("The family ended it")
    LOST = "lost", _("No contact any more")
    TRANSFERRED = "transferred", _("Another service goes on")
    OTHER = "other", _("Another reason")
