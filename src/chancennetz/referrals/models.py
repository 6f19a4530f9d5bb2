"""Tables of referrals: the referral in the family's file, and what was handed over to somebody else."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.referrals.constants import (
    LONGEST_MESSAGE,
    RUNNING,
    CutReason,
    DeclineReason,
    Manner,
    Outcome,
    ReferralState,
    SharedField,
)
from chancennetz.supportmap.models import Service


class _Referring:
    """Catalogue of referrals."""

    purpose = "cooperation"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class Referral(InFile, Versioned):
    """A referral (Verweisberatung) as the family's own counsellors see it; the receiver never reads this table.

    `asked_at` and `told_at`: when somebody got a task because the answer is late, or because it was a no.
    The target is an offer of the support map, a unit or an organisation known here, or (`place`) one in words.
    `passed_on` keeps exactly what left the file, as proof for the family (Art. 5(2), 15(1)(c) DSGVO).
    """

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = SealedTextField(max_characters=300)
    manner = models.CharField(max_length=10, choices=Manner, default=Manner.DATA)
    person_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    fields = ArrayField(models.CharField(max_length=16, choices=SharedField), default=list, blank=True)
    message = SealedTextField(max_characters=LONGEST_MESSAGE)
    note = SealedTextField(max_characters=LONGEST_MESSAGE)
    answer_by = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    passed_on = SealedTextField(max_characters=60_000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "-created_at"], name="referrals_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(manner=Manner.DATA) | Q(organisation__isnull=False), name="referrals_data_need_a_receiver"
            ),
            models.CheckConstraint(
                condition=~Q(manner=Manner.ANONYMOUS) | Q(fields=[], person_ids=[]), name="referrals_anonymous_is_empty"
            ),
        ]

    class Catalogue(_Referring):
        """Where a family was sent, and with what."""

        open = ("manner", "fields", "answer_by", "valid_until", "asked_at", "told_at")
        personal = ("file", "organisation", "unit", "service", "place", "person_ids", "written_by")
        sensitive = ("message", "note", "passed_on")

    @property
    def state(self) -> ReferralState:
        """How it stands: a draft until something was handed over."""
        handover = getattr(self, "handover", None)
        return ReferralState.DRAFT if handover is None else ReferralState(handover.state)


class Handover(InFile, Versioned):
    """What was handed over, and how the other side answered. Sender and receiver see it, each by a rule of its own.

    It carries the id of its referral. `snapshot` is the JSON that the receiver sees: [[field, [line, ...]], ...]. It is
    emptied as soon as the receiver may not see it any more (taken back, withdrawn, declined, time over). `bases` are
    the releases it rests on; the end of one of them ends it. `code` is what an anonymous family shows or says; it means
    nothing. Without `recipient` the service has no access here, and the counsellors enter what came of it.
    """

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="handover")
    recipient = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    recipient_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(max_length=10, choices=Manner)
    code = models.CharField(max_length=6, unique=True)
    snapshot = SealedTextField(max_characters=60_000)
    person_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    bases = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.SENT)
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cut_at = models.DateTimeField(null=True, blank=True)
    cut_reason = models.CharField(max_length=10, choices=CutReason, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    answer_note = SealedTextField(max_characters=LONGEST_MESSAGE)
    met_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-sent_at"], name="referrals_received"),
            models.Index(fields=["file", "state"], name="referrals_handover_in_file"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state=ReferralState.DRAFT), name="referrals_handover_left_the_file"),
            models.CheckConstraint(
                condition=Q(cut_at__isnull=True) | Q(snapshot=b""), name="referrals_cut_holds_nothing"
            ),
            models.CheckConstraint(
                condition=Q(cut_at__isnull=False)
                | ~Q(state__in=[ReferralState.REVOKED.value, ReferralState.DECLINED.value]),
                name="referrals_ended_is_cut",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.DECLINED) | ~Q(decline_reason=""), name="referrals_declined_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.DONE) | (~Q(outcome="") & Q(done_on__isnull=False)),
                name="referrals_done_says_what_came",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.MET) | Q(met_on__isnull=False), name="referrals_met_has_a_day"
            ),
        ]

    class Catalogue(_Referring):
        """What somebody else received."""

        open = ("manner", "code", "state", "cut_reason", "decline_reason", "outcome")
        personal = (
            "file",
            "referral",
            "recipient",
            "recipient_unit",
            "service",
            "sender",
            "sent_by",
            "person_ids",
            "bases",
            "sent_at",
            "ends_at",
            "cut_at",
            "seen_at",
            "answered_at",
            "answered_by",
            "met_on",
            "done_on",
        )
        sensitive = ("snapshot", "answer_note")

    @property
    def is_running(self) -> bool:
        """Tell whether the other side still works with it."""
        return self.state in RUNNING
