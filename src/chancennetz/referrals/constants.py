"""Vocabulary of referrals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet, Role


class ReferralState(models.TextChoices):
    """How a referral stands. A draft has not left the file; every other state is known to both sides."""

    DRAFT = "draft", _("Being prepared")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    MET = "met", _("First contact took place")
    DONE = "done", _("Finished")
    REVOKED = "revoked", _("Taken back")


class Manner(models.TextChoices):
    """In which way a family is referred."""

    DATA = "data", _("With data, to colleagues who work with this platform")
    ANONYMOUS = "anonymous", _("Without any data: only that a family will come")
    SLIP = "slip", _("With a printed slip that the family takes along")


class SharedField(models.TextChoices):
    """What may be passed on, each chosen on its own."""

    NAMES = "names", _("Names")
    BIRTH_DATES = "birth_dates", _("Birth dates")
    PHONE = "phone", _("Phone")
    SAFE_CONTACT = "safe_contact", _("How and when one may call")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")
    LANGUAGE = "language", _("Language, and whether an interpreter is needed")
    CHILDREN_AGES = "children_ages", _("Ages of the children")
    HOUSEHOLD = "household", _("How many people live together")
    CONCERN = "concern", _("What the family came with")
    GOALS = "goals", _("Agreed goals")
    MESSAGE = "message", _("Message to the other service")


#: The part of the file to which a field belongs: that part must be covered by a release of every person concerned.
FIELD_FACETS: dict[SharedField, Facet] = {
    SharedField.NAMES: Facet.IDENTITY,
    SharedField.BIRTH_DATES: Facet.IDENTITY,
    SharedField.PHONE: Facet.IDENTITY,
    SharedField.SAFE_CONTACT: Facet.IDENTITY,
    SharedField.EMAIL: Facet.IDENTITY,
    SharedField.ADDRESS: Facet.IDENTITY,
    SharedField.LANGUAGE: Facet.IDENTITY,
    SharedField.CHILDREN_AGES: Facet.HOUSEHOLD,
    SharedField.HOUSEHOLD: Facet.HOUSEHOLD,
    SharedField.CONCERN: Facet.INTAKE,
    SharedField.GOALS: Facet.PLAN,
    SharedField.MESSAGE: Facet.REFERRAL,
}


class DeclineReason(models.TextChoices):
    """Why a service cannot take a family."""

    FULL = "full", _("No free place")
    NOT_OURS = "not_ours", _("Not our task")
    AREA = "area", _("Outside of our area")
    CONDITIONS = "conditions", _("The family does not fulfil the conditions")
    NOT_WANTED = "not_wanted", _("The family does not want it any more")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """What came of a referral."""

    TAKES_PART = "takes_part", _("The family uses the offer")
    HELPED = "helped", _("Settled, nothing more is needed")
    WAITING = "waiting", _("On the waiting list")
    NOT_COME = "not_come", _("The family did not come")
    NO_FIT = "no_fit", _("The offer did not fit")


class CutReason(models.TextChoices):
    """Why the other side does not see a referral any more."""

    REVOKED = "revoked", _("taken back")
    WITHDRAWN = "withdrawn", _("consent withdrawn")
    EXPIRED = "expired", _("time is over")
    DECLINED = "declined", _("declined")


#: The steps a referral may take. The sender's side may take all but SENT back to a draft; nothing leads out of an end.
TRANSITIONS: dict[str, frozenset[str]] = {
    ReferralState.DRAFT: frozenset({ReferralState.SENT}),
    ReferralState.SENT: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.REVOKED}),
    ReferralState.ACCEPTED: frozenset(
        {ReferralState.MET, ReferralState.DONE, ReferralState.DECLINED, ReferralState.REVOKED}
    ),
    ReferralState.MET: frozenset({ReferralState.DONE, ReferralState.REVOKED}),
    ReferralState.DECLINED: frozenset(),
    ReferralState.DONE: frozenset(),
    ReferralState.REVOKED: frozenset(),
}
#: In these states the other side still works with what it received.
RUNNING = frozenset({ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.MET})
#: Who may look into the inbox of an organisation.
RECEIVING_ROLES = (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE, Role.PROVIDER)
#: Without an answer after so many days somebody asks.
ANSWER_DAYS = 7
#: How long the other side sees the data unless a shorter time is chosen; never longer than the release.
USUAL_DAYS = 90
LONGEST_DAYS = 366
LONGEST_MESSAGE = 4000
CODE_LENGTH = 6
