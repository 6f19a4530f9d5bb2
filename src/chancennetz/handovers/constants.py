"""Vocabulary of handover, deputies and transfer."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role

#: Who works with families, and may therefore lead one.
CASE_WORKERS = (Role.COUNSELLOR, Role.TEAM_LEAD)


class FamilyInformed(models.TextChoices):
    """Whether the family knows who counsels it from now on."""

    TOLD = "told", _("Told in person or by phone")
    LETTER = "letter", _("By letter")
    NOT_YET = "not_yet", _("Not yet: the new lead tells them")


class MoveState(models.TextChoices):
    """State of the handover of a whole caseload."""

    PLANNED = "planned", _("being prepared")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class TransferState(models.TextChoices):
    """State of the transfer of a file to another organisation."""

    OFFERED = "offered", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: Families per full post of a counsellor (reference R239, seed 004 section 1.1).
TARGET_RATIO = 10
#: Weekly hours of a full post (TVöD).
FULL_POST_HOURS = 39
#: A counsellor's day on which the family should hear who is in charge now.
INFORM_WITHIN = dt.timedelta(days=7)
LONGEST_NOTE = 20_000
