"""Vocabulary of ending, discharge card and aftercare."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet


class CardSection(models.TextChoices):
    """Parts of the discharge card (Entlasskarte), in the order in which they are printed."""

    WATCH = "watch", _("What to watch")
    MONEY = "money", _("Money and instalments")
    DEADLINES = "deadlines", _("Deadlines")
    CALL = "call", _("Whom to call")
    OFFICES = "offices", _("Settled with the offices")


#: What the counsellor ticks off with the offices is a checklist; it is not printed for the family.
NOT_PRINTED = frozenset({CardSection.OFFICES})


#: Parts of the file that must all be open for the discharge card: it tells of debts and instalments, of what is settled
#: with the offices, and of the new job. Whoever was only shown the plan learns none of that.
CARD_FACETS = (Facet.BENEFITS, Facet.EMPLOYMENT)


class CardReason(models.TextChoices):
    """Why a family gets a discharge card; the catalogue knows which lines fit."""

    JOB = "job", _("Somebody begins to work")
    BENEFITS_END = "benefits_end", _("The benefits end")
    COUNSELLING_ENDS = "counselling_ends", _("The counselling ends")


class AftercareSlot(models.TextChoices):
    """When aftercare asks: 28 days, three and six months after the job began or the counselling ended."""

    WEEKS = "weeks", _("after 28 days")
    QUARTER = "quarter", _("after 3 months")
    HALF_YEAR = "half_year", _("after 6 months")
    EXTRA = "extra", _("further contact")


class StillWorking(models.TextChoices):
    """Whether somebody is still in the job that began."""

    YES = "yes", _("Yes, still there")
    OTHER_JOB = "other_job", _("Yes, in another job")
    NO = "no", _("No, the job has ended")
    NOT_ASKED = "not_asked", _("Was not the question")


AFTERCARE_DAYS = 28
AFTERCARE_MONTHS = {AftercareSlot.QUARTER: 3, AftercareSlot.HALF_YEAR: 6}
LONGEST_LINE = 500
