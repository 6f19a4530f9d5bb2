"""Vocabulary of versions of the plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
