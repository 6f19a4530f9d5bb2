"""Tables of the dossier: requests for access, letters and their templates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.dossier.constants import (
    LONGEST_LETTER,
    LONGEST_SUBJECT,
    LetterKind,
    LetterState,
    MissingReason,
    MissingState,
    RequestState,
)
from chancennetz.people.models import Person


class AccessRequest(InFile, Versioned):
    """Somebody of the family asks what is kept about him or her (Art. 15 DSGVO).

    `decisions` says entry by entry what is handed out: {"contacts.ContactEntry:<id>": "" (handed out) or a reason of
    `LeaveOut`}. Entries without a decision follow what the platform proposes, and are looked at again when they are
    newer than the review.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.REVIEW)
    decisions = models.JSONField(default=dict)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_out_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handed_out_on__isnull=True) | Q(handed_out_on__gte=models.F("asked_on")),
                name="dossier_handed_out_after_asked",
            ),
        ]

    class Catalogue:
        """The right of access."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.CASE_CLOSED
        open = ("state", "decisions")
        personal = ("file", "person", "asked_on", "reviewed_at", "reviewed_by", "handed_out_on")


class LetterTemplate(Entity, Versioned):
    """A letter with places to fill in. A change is a new row with the next `number`; letters keep their own."""

    key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=LetterKind, default=LetterKind.OTHER)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body = models.TextField(max_length=LONGEST_LETTER)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="dossier_template_number_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(in_use=True), name="dossier_template_one_in_use"),
        ]

    class Catalogue:
        """Texts without persons."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("key", "number", "name", "kind", "subject", "body", "in_use")

    def __str__(self) -> str:
        return self.name


class Letter(InFile, Versioned):
    """A letter to somebody of the family or to an office."""

    template = models.ForeignKey(LetterTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = SealedTextField(max_characters=600)
    subject = SealedTextField(max_characters=LONGEST_SUBJECT)
    body = SealedTextField(max_characters=LONGEST_LETTER)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    finished_on = models.DateField(null=True, blank=True)

    class Catalogue:
        """Letters of the counselling."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("template", "state")
        personal = ("file", "person", "address", "written_by", "finished_on")
        sensitive = ("subject", "body")


class MissingDocument(InFile, Versioned):
    """A document that an application waits for, and why it is not there yet.

    With `holds_up` nothing can be decided without it. What has arrived or is not needed any more stays with its day.
    """

    what = SealedTextField(max_characters=LONGEST_SUBJECT)
    needed_for = SealedTextField(max_characters=LONGEST_SUBJECT, blank=True)
    reason = models.CharField(max_length=14, choices=MissingReason, default=MissingReason.ASKED)
    holds_up = models.BooleanField(default=False)
    asked_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MissingState, default=MissingState.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="dossier_missing_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=MissingState.OPEN, settled_on__isnull=True)
                | (~Q(state=MissingState.OPEN) & Q(settled_on__isnull=False)),
                name="dossier_missing_settled_has_day",
            ),
        ]

    class Catalogue:
        """What is missing may tell of illness or debts, so its words are as guarded as those of letters."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("reason", "holds_up", "state")
        personal = ("file", "asked_on", "due_on", "settled_on", "noted_by")
        sensitive = ("what", "needed_for")
