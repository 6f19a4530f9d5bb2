"""Tables of handover, ending, aftercare and supervision. Almost every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.caseload.constants import (
    LONGEST_LINE,
    LONGEST_NOTE,
    AftercareSlot,
    CardReason,
    CardSection,
    FamilyInformed,
    MoveState,
    StillWorking,
    TransferState,
)
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
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
                fields=["organisation", "from_user"], condition=Q(state="planned"), name="caseload_one_plan_per_leaver"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True) | (~Q(state="planned") & Q(ended_at__isnull=False)),
                name="caseload_move_ended_has_moment",
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
        constraints: ClassVar = [models.UniqueConstraint(fields=["move", "file"], name="caseload_family_once_per_move")]

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
        indexes: ClassVar = [models.Index(fields=["file", "-created_at"], name="caseload_handover_in_file")]

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
        indexes: ClassVar = [models.Index(fields=["to_organisation", "state"], name="caseload_transfer_inbox")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file"], condition=Q(state="offered"), name="caseload_one_open_transfer"),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="caseload_transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(new_lead__isnull=False), name="caseload_transfer_accepted_has_lead"
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


class DischargeCard(InFile, Versioned):
    """The discharge card of a family (Entlasskarte): what to watch, what to pay, whom to call."""

    reason = models.CharField(max_length=20, choices=CardReason)
    starts_on = models.DateField()
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="caseload_one_card_per_file")]

    class Catalogue(_InCase):
        """When the card was made."""

        open = ("reason", "printed_at")
        personal = ("file", "starts_on")


class CardLine(InFile, Versioned):
    """A line of a discharge card. `key` names the line of the catalogue it came from, empty for one's own."""

    card = models.ForeignKey(DischargeCard, on_delete=models.CASCADE, related_name="lines")
    section = models.CharField(max_length=10, choices=CardSection)
    key = models.CharField(max_length=40, blank=True)
    text = SealedTextField(max_characters=LONGEST_LINE)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["card", "section", "position"], name="caseload_line_on_card")]

    class Catalogue(_InCase):
        """What the card says."""

        open = ("section", "key", "position", "due_on", "done_on")
        personal = ("file", "card", "task_id")
        sensitive = ("text",)


class AftercareContact(InFile, Versioned):
    """A planned contact after the end: when, was somebody reached, how is it, still in work?"""

    slot = models.CharField(max_length=10, choices=AftercareSlot)
    due_on = models.DateField()
    task_id = models.UUIDField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    reached = models.BooleanField(null=True, blank=True)
    still_working = models.CharField(max_length=10, choices=StillWorking, blank=True)
    note = SealedTextField(max_characters=4000)
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "due_on"], name="caseload_aftercare_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, reached__isnull=True)
                | Q(held_on__isnull=False, reached__isnull=False),
                name="caseload_aftercare_held_has_result",
            )
        ]

    class Catalogue(_InCase):
        """Aftercare."""

        open = ("slot", "reached")
        personal = ("file", "due_on", "held_on", "task_id", "recorded_by")
        sensitive = ("still_working", "note")


class SupervisionNote(InFile, Versioned):
    """A note of the team lead about a case. The counsellor does not see it; another organisation never does."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(max_characters=LONGEST_NOTE)
    look_again_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "look_again_on"], name="caseload_note_look_again")]

    class Catalogue(_InCase):
        """Supervision."""

        open = ("look_again_on", "settled_at")
        personal = ("file", "organisation", "author")
        sensitive = ("text",)
