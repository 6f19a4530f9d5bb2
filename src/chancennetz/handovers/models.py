"""Tables of handover and transfer. Almost every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.handovers.constants import LONGEST_NOTE, FamilyInformed, MoveState, TransferState
from chancennetz.organisations.models import Organisation


class _InCase:
    """Catalogue of this room."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class CaseloadMove(Entity, Versioned):
    """The handover of a whole caseload when somebody leaves: prepared in peace, then done at once.

    It names staff only; which family goes to whom stands in `PlannedHandover`, inside the files.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=MoveState, default=MoveState.PLANNED)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "from_user"], condition=Q(state="planned"), name="handovers_one_plan_per_leaver"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True) | (~Q(state="planned") & Q(ended_at__isnull=False)),
                name="handovers_move_ended_has_moment",
            ),
        ]

    class Catalogue(_InCase):
        """Who hands over to whom."""

        retention = Retention.MEMBERSHIP_ENDED
        open = ("state", "ended_at")
        personal = ("organisation", "from_user", "planned_by", "reason")


class PlannedHandover(InFile):
    """One family of a caseload and who takes it over. `skipped`: meanwhile somebody else had handed it over already."""

    move = models.ForeignKey(CaseloadMove, on_delete=models.CASCADE, related_name="families")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    skipped = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["move", "file"], name="handovers_family_once_per_move")
        ]

    class Catalogue(_InCase):
        """Who takes a family over."""

        open = ("done_at", "skipped")
        personal = ("file", "move", "to_user")


class Handover(InFile):
    """A change of the leading counsellor, with what the next one should know."""

    from_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    move = models.ForeignKey(CaseloadMove, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = SealedTextField(max_characters=LONGEST_NOTE)
    informed = models.CharField(max_length=8, choices=FamilyInformed, default=FamilyInformed.NOT_YET)
    tasks_moved = models.PositiveSmallIntegerField(default=0)
    appointments_moved = models.PositiveSmallIntegerField(default=0)
    steps_moved = models.PositiveSmallIntegerField(default=0)
    handed_over_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "-created_at"], name="handovers_handover_in_file")]

    class Catalogue(_InCase):
        """Handovers."""

        open = ("informed", "tasks_moved", "appointments_moved", "steps_moved")
        personal = ("file", "from_user", "to_user", "move", "handed_over_by")
        sensitive = ("note",)


class Transfer(InFile, Versioned):
    """A file goes to another organisation with the family's release: offered by one, accepted by the other.

    The receiving organisation sees this row, but nothing of the file before it has accepted. `new_lead` is set then.
    """

    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(ConfidentialityRelease, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField(max_characters=LONGEST_NOTE)
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.OFFERED)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    persons = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    new_lead = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["to_organisation", "state"], name="handovers_transfer_inbox")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file"], condition=Q(state="offered"), name="handovers_one_open_transfer"),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="handovers_transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(new_lead__isnull=False), name="handovers_transfer_accepted_has_lead"
            ),
        ]

    class Catalogue(_InCase):
        """Transfers between organisations."""

        purpose = "cooperation"
        open = ("state", "persons")
        personal = (
            "file",
            "from_organisation",
            "to_organisation",
            "release",
            "offered_by",
            "decided_by",
            "decided_at",
            "new_lead",
            "answer",
        )
        sensitive = ("note",)
