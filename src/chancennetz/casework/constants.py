"""Vocabulary of casework."""

from __future__ import annotations

import datetime as dt

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


class PlanState(models.TextChoices):
    """State of a version of the plan."""

    DRAFT = "draft", _("Being prepared")
    PROPOSED = "proposed", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("In effect")
    REVISED = "revised", _("Replaced")


#: Allowed changes of a version's state. A version that is sent back is prepared again.
PLAN_TRANSITIONS: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.PROPOSED}),
    PlanState.PROPOSED: frozenset({PlanState.APPROVED, PlanState.DRAFT}),
    PlanState.APPROVED: frozenset({PlanState.ACTIVE, PlanState.DRAFT}),
    PlanState.ACTIVE: frozenset({PlanState.REVISED}),
    PlanState.REVISED: frozenset(),
}


class PlanAgreement(models.TextChoices):
    """How the family has agreed to its plan."""

    SIGNED = "signed", _("Signed")
    SPOKEN = "spoken", _("By word of mouth")


class CounsellingTopic(models.TextChoices):
    """The five blocks of topics by which the county evaluates its counselling."""

    BENEFITS = "benefits", _("Benefits and applications")
    WORK = "work", _("Work and training")
    CHILDREN = "children", _("Education, child care, school")
    LIVING = "living", _("Money, debts, housing")
    WELL_BEING = "well_being", _("Health, family life, taking part")


class StepOwner(models.TextChoices):
    """Who does a step."""

    FAMILY = "family", _("the family")
    COUNSELLOR = "counsellor", _("the counsellor")
    PARTNER = "partner", _("somebody else")


MINUTE_STEP = 5
LONGEST_CONTACT_MINUTES = 16 * 60
LONGEST_NOTE = 1_000_000
#: Contacts and plans lie between these bounds: earlier nobody was counselled here, later is a slip of the finger.
EARLIEST_CONTACT = dt.date(2000, 1, 1)
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

CONTACTS_PER_PAGE = 20
TIMELINE_PER_PAGE = 30
#: Goals in these states are being worked on.
OPEN_GOALS = frozenset({GoalState.DRAFT, GoalState.AGREED})
CLOSED_GOALS = frozenset({GoalState.REACHED, GoalState.PARTLY, GoalState.DROPPED})


class ExitReason(models.TextChoices):
    """Why a case ends."""

    REACHED = "reached", _("Goals reached")
    PARTLY = "partly", _("Goals partly reached")
    MOVED = "moved", _("The family moved away")
    STOPPED = "stopped", _("The family ended it")
    LOST = "lost", _("No contact any more")
    TRANSFERRED = "transferred", _("Another service goes on")
    OTHER = "other", _("Another reason")
