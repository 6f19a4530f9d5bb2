"""Vocabulary of access: roles, actions, facets, relations, purposes."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """In which function somebody works for an organisation. What each may do stands in `access.rules`."""

    COUNSELLOR = "counsellor", _("Counsellor")
    TEAM_LEAD = "team_lead", _("Team lead")
    COORDINATOR = "coordinator", _("Municipal coordinator")
    JOB_CENTRE = "job_centre", _("Job-centre worker")
    PROJECT_LEAD = "project_lead", _("Project lead")
    STATISTICS = "statistics", _("Statistics officer")
    PLANNER = "planner", _("Social planner")
    NETWORK = "network", _("Network coordinator")
    EVALUATOR = "evaluator", _("Evaluator")
    PRIVACY = "privacy", _("Data protection officer")
    ADMIN = "admin", _("Administrator")
    PROVIDER = "provider", _("Provider of offers")


#: Statistics officers must not do case work (BVerfG 1 BvR 209/83: separation of statistics and administration).
CASE_ROLES = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE})


class Action(models.TextChoices):
    """What one does with an object."""

    LIST = "list", _("list")
    READ = "read", _("read")
    CREATE = "create", _("create")
    UPDATE = "update", _("change")
    END = "end", _("end or delete")
    SHARE = "share", _("pass on")
    EXPORT = "export", _("export")
    APPROVE = "approve", _("approve")


class Facet(models.TextChoices):
    """A part of a family file. Relations open facets, not whole files."""

    FRAME = "frame", _("Number, state and phase of the file")
    IDENTITY = "identity", _("Names, birth dates, addresses")
    HOUSEHOLD = "household", _("Households and relationships")
    TEAM = "team", _("Case team")
    INTAKE = "intake", _("Intake and assessment")
    PLAN = "plan", _("Goals and steps")
    CONTACT = "contact", _("Contacts and hours")
    BENEFITS = "benefits", _("Benefits")
    EMPLOYMENT = "employment", _("Work and training")
    HEALTH = "health", _("Health")
    CHILDCARE = "childcare", _("Child care and school")
    ENTRUSTED = "entrusted", _("Entrusted notes (s. 65 SGB VIII)")
    CONSENT = "consent", _("Consents and releases")
    DOCUMENT = "document", _("Documents")
    TASK = "task", _("Tasks and appointments")
    REFERRAL = "referral", _("Referrals")
    CONFERENCE = "conference", _("Case conferences")
    SUPERVISION = "supervision", _("Notes of the team lead")
    READ_LOG = "read_log", _("Who has read the file")


class ObjectType(models.TextChoices):
    """An object outside of family files."""

    ORGANISATION = "organisation", _("Organisations and units")
    AREA = "area", _("Areas")
    USER = "user", _("Users")
    MEMBERSHIP = "membership", _("Memberships and roles")
    PROGRAMME = "programme", _("Programmes, partners, targets")
    TALLY = "tally", _("Counts without persons")
    AUDIT_LOG = "audit_log", _("Log")
    CONSENT_REGISTER = "consent_register", _("Register of consents")
    CATALOGUE = "catalogue", _("Field catalogue and record of processing")
    CASELOAD = "caseload", _("Files of one's team")
    FILE = "file", _("Family file (opening one)")
    PERSON_SEARCH = "person_search", _("Search for persons")
    OWN_DAY = "own_day", _("My day, own tasks and appointments")
    OWN_ACCOUNT = "own_account", _("Own account")
    STATISTICS_DATA = "statistics_data", _("Deliveries of statistics")
    SOCIAL_REPORT = "social_report", _("Published indicators")
    NETWORK = "network", _("Networks and agreements")
    EVALUATION = "evaluation", _("Surveys and evaluation")
    EMERGENCY = "emergency", _("Emergency access")
    OPERATION = "operation", _("Backups, keys, jobs")
    SERVICE = "service", _("Offers on the support map")
    TAKE_UP = "take_up", _("Take-up of offers")
    RECEIVED = "received", _("What others passed on to us")
    SHARE_RULE = "share_rule", _("Rules for passing on")
    FORM_DEFINITION = "form_definition", _("Forms of assessments")
    LETTER_TEMPLATE = "letter_template", _("Templates of letters")
    RETENTION = "retention", _("Deletion and its proof")
    RETENTION_RULE = "retention_rule", _("Periods of deletion")


class RelationKind(models.TextChoices):
    """How somebody stands to a family file. Facts known to `access`, entered by the rooms that learn of them."""

    CASE_LEAD = "case_lead", _("Leading counsellor")
    CASE_TEAM = "case_team", _("Member of the case team")
    DEPUTY = "deputy", _("Deputy")
    OWN_TEAM = "own_team", _("Team lead of the organisation that keeps the file")
    CONSENTED = "consented", _("Recipient by release")
    EMERGENCY = "emergency", _("Emergency access")


#: Relations that are rows of the relation table; OWN_TEAM follows from the membership.
STORED_RELATIONS = frozenset(
    {
        RelationKind.CASE_LEAD,
        RelationKind.CASE_TEAM,
        RelationKind.DEPUTY,
        RelationKind.CONSENTED,
        RelationKind.EMERGENCY,
    }
)


class Purpose(models.TextChoices):
    """Why somebody looks; part of every decision and every row of the log."""

    COUNSELLING = "counselling", _("Counselling")
    SUPERVISION = "supervision", _("Supervision")
    COORDINATION = "coordination", _("Coordination")
    BENEFITS = "benefits", _("Benefits and employment")
    PROJECT = "project", _("Project management")
    STATISTICS = "statistics", _("Statistics")
    PLANNING = "planning", _("Social planning")
    EVALUATION = "evaluation", _("Evaluation")
    CONTROL = "control", _("Data-protection control")
    ADMINISTRATION = "administration", _("Administration")
    EMERGENCY = "emergency", _("Emergency")


#: The purpose for which each role acts unless a page says another.
ROLE_PURPOSE = {
    Role.COUNSELLOR: Purpose.COUNSELLING,
    Role.TEAM_LEAD: Purpose.SUPERVISION,
    Role.COORDINATOR: Purpose.COORDINATION,
    Role.JOB_CENTRE: Purpose.BENEFITS,
    Role.PROJECT_LEAD: Purpose.PROJECT,
    Role.STATISTICS: Purpose.STATISTICS,
    Role.PLANNER: Purpose.PLANNING,
    Role.NETWORK: Purpose.COORDINATION,
    Role.EVALUATOR: Purpose.EVALUATION,
    Role.PRIVACY: Purpose.CONTROL,
    Role.ADMIN: Purpose.ADMINISTRATION,
    Role.PROVIDER: Purpose.COORDINATION,
}


class FileState(models.TextChoices):
    """State of a family file."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    RESTRICTED = "restricted", _("Restricted (Art. 18 DSGVO)")


class ReviewResult(models.TextChoices):
    """What the review of an emergency access found."""

    JUSTIFIED = "justified", _("It was right")
    PARTLY = "partly", _("It was right, but more was read than needed")
    UNJUSTIFIED = "unjustified", _("It was not right")


EMERGENCY_HOURS = 3
EMERGENCY_REVIEW = dt.timedelta(days=7)
IDLE_LIMIT = dt.timedelta(minutes=30)
ABSOLUTE_LIMIT = dt.timedelta(hours=10)
