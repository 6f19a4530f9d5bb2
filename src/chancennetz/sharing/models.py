"""Tables of passing on: the rules in versions, and what was passed on."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.constants import Role
from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.sharing.constants import ShareAnswer, ShareVerdict, TableState


class Disclosure(InFile):
    """Something was passed on: to whom, what, on which basis. Without consent the reason is written down (s. 4 KKG).

    `categories` are codes of SHARE_CATEGORIES, `persons` the ids of those concerned. `owner` names what it belongs to
    ("referrals.referral:0190..."). The last fields belong to child protection: who weighed the danger together, whether
    the family was told before, and until when the youth office is asked what became of it (s. 4(4) KKG).
    """

    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient_role = models.CharField(max_length=20, choices=Role, blank=True)
    categories = ArrayField(models.CharField(max_length=20))
    persons = ArrayField(models.UUIDField(), default=list, blank=True)
    answer = models.CharField(max_length=12, choices=ShareAnswer)
    basis = models.CharField(max_length=200, blank=True)
    release_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    happened_on = models.DateField()
    recorded_by = models.UUIDField(null=True)
    owner = models.CharField(max_length=100, blank=True)
    reason = SealedTextField(max_characters=4000)
    weighed_with = SealedTextField(max_characters=1000)
    family_told = models.BooleanField(null=True, blank=True)
    family_note = SealedTextField(max_characters=1000)
    feedback_due = models.DateField(null=True, blank=True)
    feedback_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "happened_on"], name="sharing_disclosure_in_file")]

    class Catalogue:
        """What was passed on, and why it was allowed."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("answer", "basis", "owner")
        personal = (
            "file",
            "recipient",
            "recipient_role",
            "categories",
            "persons",
            "release_ids",
            "happened_on",
            "recorded_by",
            "family_told",
            "feedback_due",
            "feedback_on",
        )
        sensitive = ("reason", "weighed_with", "family_note")


class ShareTable(Entity, Versioned):
    """A version of the rules for passing on, as a whole. One is in force; whoever wrote in it does not approve it.

    `editors` are the accounts that wrote in it. `shipped` marks the table that came with the platform.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=TableState, default=TableState.DRAFT)
    title = models.CharField(max_length=120)
    note = models.TextField(max_length=2000, blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shipped = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64, blank=True)
    editors = ArrayField(models.UUIDField(), default=list, blank=True)
    proposed_by = models.UUIDField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=TableState.IN_FORCE), name="sharing_one_table_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state=TableState.IN_FORCE) | Q(shipped=True) | Q(approved_by__isnull=False),
                name="sharing_table_in_force_is_approved",
            ),
        ]

    class Catalogue:
        """Rules, with the accounts of those who wrote and approved them."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "number",
            "state",
            "title",
            "note",
            "based_on",
            "shipped",
            "content_hash",
            "proposed_at",
            "approved_at",
            "retired_at",
        )
        personal = ("editors", "proposed_by", "approved_by")


class ShareRule(Entity):
    """One line of a table: from which part of the law to whom which category, and what the law says about it.

    An empty `domain_from`, `recipient_kind` or `recipient_role` means "any"; an empty category means "everything else".
    `is_confirmed` is false as long as nobody has checked the line against the statute.
    """

    table = models.ForeignKey(ShareTable, on_delete=models.CASCADE, related_name="rules")
    domain_from = models.CharField(max_length=12, choices=LegalDomain, blank=True)
    recipient_kind = models.CharField(max_length=20, choices=OrganisationKind, blank=True)
    recipient_role = models.CharField(max_length=20, choices=Role, blank=True)
    category = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=10, choices=ShareVerdict)
    basis = models.CharField(max_length=200)
    explanation = models.TextField(max_length=600, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_confirmed = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["table", "domain_from", "recipient_kind", "recipient_role", "category", "valid_from"],
                name="sharing_rule_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="sharing_rule_period",
            ),
        ]

    class Catalogue:
        """The law as data."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "table",
            "domain_from",
            "recipient_kind",
            "recipient_role",
            "category",
            "verdict",
            "basis",
            "explanation",
            "source",
            "is_confirmed",
            "valid_from",
            "valid_to",
        )
