"""Tables of deletion: periods as data, holds, proposals, certificates, second checks.

Proposals and holds lie in the file and go with it; what stays is the certificate, which names nobody.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.monitoring.models import Programme
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.retention.constants import (
    LONGEST_REASON,
    HoldReason,
    ProposalKind,
    ProposalState,
    RuleState,
)


class RetentionRule(Entity, Versioned):
    """One version of a period (Aufbewahrungsfrist): so long after an event, in one part of the law, from a day on.

    A version is never overwritten: a new one is proposed, approved by somebody else, and holds from its day on. With
    `from_year_end` the period runs from 31 December of the year of the event. An empty `domain` means any.
    """

    anchor = models.CharField(max_length=20, choices=Retention)
    domain = models.CharField(max_length=12, choices=LegalDomain, blank=True)
    months = models.PositiveSmallIntegerField()
    from_year_end = models.BooleanField(default=False)
    source = models.CharField(max_length=400)
    is_confirmed = models.BooleanField(default=False)
    valid_from = models.DateField(default=time.today)
    state = models.CharField(max_length=10, choices=RuleState, default=RuleState.PROPOSED)
    shipped = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=1200), name="retention_rule_length"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="retention_rule_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(shipped=True) | ~Q(state=RuleState.IN_FORCE) | Q(decided_by__isnull=False),
                name="retention_rule_approved",
            ),
            models.UniqueConstraint(
                fields=["anchor", "domain", "valid_from"],
                condition=Q(state=RuleState.IN_FORCE),
                name="retention_rule_once_a_day",
            ),
        ]

    class Catalogue:
        """Periods of deletion, and who decided on them."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "anchor",
            "domain",
            "months",
            "from_year_end",
            "source",
            "is_confirmed",
            "valid_from",
            "state",
            "shipped",
            "proposed_by",
            "decided_by",
            "decided_at",
        )


class PaymentDay(Entity):
    """The day of the last payment of the funder for a programme (Art. 82 Regulation 2021/1060); the newest counts."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField()
    source = models.CharField(max_length=400)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Catalogue:
        """A fact about a programme."""

        purpose = "project"
        domain = LegalDomain.PROJECT
        retention = Retention.NONE
        open = ("programme", "paid_on", "source", "entered_by")


class Hold(InFile, Versioned):
    """Something stands against the deletion of a file until a day (Löschsperre), or until it is lifted."""

    reason = models.CharField(max_length=12, choices=HoldReason)
    note = SealedTextField(max_characters=LONGEST_REASON)
    ends_on = models.DateField()
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "ends_on"], name="retention_hold_in_file")]

    class Catalogue:
        """Why a file is kept."""

        purpose = "security"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("reason", "ends_on")
        personal = ("file", "note", "placed_by", "lifted_at", "lifted_by")

    def stands(self, day: dt.date) -> bool:
        """Tell whether it stops a deletion on a day; its last day still counts."""
        return self.lifted_at is None and self.ends_on >= day


class Proposal(InFile, Versioned):
    """A file, or one person of it, is to be deleted. Released by one account, carried out by another.

    `counts` says what would go, by table, as the database function counted it; `due_since` is empty for requests.
    """

    number = models.CharField(max_length=9)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ProposalKind)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    rule = models.ForeignKey(RetentionRule, null=True, on_delete=models.PROTECT, related_name="+")
    anchor_on = models.DateField(null=True)
    due_since = models.DateField(null=True)
    reason = SealedTextField(max_characters=LONGEST_REASON)
    counts = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(person__isnull=True) & ~Q(state=ProposalState.DECLINED),
                name="retention_one_proposal_per_file",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(person__isnull=False) & ~Q(state=ProposalState.DECLINED),
                name="retention_one_proposal_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.RELEASED, released_by__isnull=False, released_at__isnull=False)
                | (~Q(state=ProposalState.RELEASED) & Q(released_by__isnull=True, released_at__isnull=True)),
                name="retention_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.PERIOD)
                | Q(person__isnull=True, rule__isnull=False, anchor_on__isnull=False, due_since__isnull=False),
                name="retention_period_has_rule",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.REQUEST) | Q(proposed_by__isnull=False),
                name="retention_request_by_somebody",
            ),
        ]

    class Catalogue:
        """That a family was counselled, and that its data are to go."""

        purpose = "security"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "state", "rule", "counts", "due_since")
        personal = (
            "file",
            "number",
            "organisation",
            "person",
            "anchor_on",
            "reason",
            "proposed_by",
            "released_by",
            "released_at",
            "declined_by",
        )


class Certificate(Entity):
    """Proof of a deletion (Löschnachweis): counts, keyed fingerprints of what went, rule, who; signed, never changed.

    `content` is what is signed, as it was signed; `subjects` repeats the fingerprints so that they can be found.
    """

    number = models.PositiveIntegerField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ProposalKind)
    rows = models.PositiveIntegerField()
    subjects = ArrayField(models.CharField(max_length=24))
    content = models.TextField()
    signature = models.CharField(max_length=128)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    executed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(executed_by=F("released_by"))
                & (Q(proposed_by__isnull=True) | ~Q(executed_by=F("proposed_by"))),
                name="retention_certificate_four_eyes",
            )
        ]

    class Catalogue:
        """Staff who deleted; of those deleted only keyed fingerprints."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.MEMBERSHIP_ENDED
        open = ("number", "organisation", "kind", "rows", "subjects", "signature")
        personal = ("content", "proposed_by", "released_by", "executed_by")


class SecondCheck(Entity):
    """Thirty days later somebody looked once more whether anything is left. Written once."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="checks")
    is_clean = models.BooleanField()
    findings = models.JSONField(default=dict)

    class Catalogue:
        """No personal data: names of tables and counts."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("certificate", "is_clean", "findings")
