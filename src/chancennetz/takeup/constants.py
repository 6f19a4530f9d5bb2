"""Vocabulary of take-up: what is counted, which needs, when one travels."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The smallest count that is shown (see docs/decisions/small-numbers.md).
SMALL_NUMBER = 3
#: Minutes by bus or on foot that count as reachable, unless the reader chooses others.
REACHABLE_MINUTES = 30
REACH_CHOICES = (15, 30, 45, 60)
FIRST_QUARTER = dt.date(2020, 1, 1)
MOST_PLACES = 100_000
LONGEST_TOPIC = 80


class ReferralEvent(models.TextChoices):
    """What happened to a referral; each is counted on its day, without the person."""

    SENT = "sent", _("Referred")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Turned away")
    STARTED = "started", _("First contact took place")
    DONE = "done", _("Finished")


class SignalKind(models.TextChoices):
    """From where we know that something is needed."""

    SEARCH = "search", _("Searched for, nothing found")
    NEED = "need", _("Named in an assessment")
    WISH = "wish", _("Wished for")
    BARRIER = "barrier", _("Not used because of")
    NOT_ASKED = "not_asked", _("Entitled, but not applied for")


class Barrier(models.TextChoices):
    """Why families do not use an offer (county survey 2022: cost, reach, time; reasons of the education benefits)."""

    COST = "cost", _("Cost")
    WAY = "way", _("Hard to reach")
    HOURS = "hours", _("Times do not fit")
    FULL = "full", _("No place free")
    LANGUAGE = "language", _("Language")
    UNKNOWN = "unknown", _("Did not know of it")
    SHAME = "shame", _("Shame")
    PAPER = "paper", _("Too much paper")
    CHILDCARE = "childcare", _("No child care meanwhile")
    NO_NEED = "no_need", _("No need")


#: What staff tells of by hand; searches and assessments are counted by themselves.
TOLD_KINDS = (SignalKind.WISH, SignalKind.BARRIER, SignalKind.NOT_ASKED)
#: Kinds whose topic is a `Barrier`; the others take a term of the directory.
HINDRANCES = (SignalKind.BARRIER, SignalKind.NOT_ASKED)


class AgeBand(models.TextChoices):
    """Life stages by which offers and children are compared (prevention chain)."""

    TODDLER = "0-3", _("0 to 2 years")
    NURSERY = "3-6", _("3 to 5 years")
    PRIMARY = "6-10", _("6 to 9 years")
    SECONDARY = "10-16", _("10 to 15 years")
    YOUTH = "16-25", _("16 to 24 years")

    @property
    def ages(self) -> tuple[int, int]:
        """First age and the age after the last one."""
        first, _dash, after = self.value.partition("-")
        return int(first), int(after)


class Journey(models.TextChoices):
    """Three typical times of a journey: weekday (0 is Monday) and hour stand in `JOURNEY_TIMES`."""

    MORNING = "morning", _("Tuesday, 8 o'clock")
    AFTERNOON = "afternoon", _("Tuesday, 15 o'clock")
    SATURDAY = "saturday", _("Saturday, 11 o'clock")


JOURNEY_TIMES: dict[Journey, tuple[int, int]] = {
    Journey.MORNING: (1, 8 * 3600),
    Journey.AFTERNOON: (1, 15 * 3600),
    Journey.SATURDAY: (5, 11 * 3600),
}
