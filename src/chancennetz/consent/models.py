"""Tables of consent: objects with a giver, a scope, a period and a text, checked at every access."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.constants import Role
from chancennetz.access.protected import InFile
from chancennetz.consent.constants import (
    TEXT_LANGUAGES,
    ConsentForm,
    Direction,
    GivenBy,
    ReleasePurpose,
    SingleAuthority,
    TextKind,
    ToldHow,
)
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person


class ConsentText(Entity):
    """The wording of a declaration in one language. A changed wording is a new version; old ones stay readable.

    `labels` are the words of boxes and lines in this language (code -> text), empty for German and English, whose
    words stand in the catalogue. `content_hash` is SHA-256 over title, body and labels. `reviewed_on` is the day on
    which somebody who knows the language and the law has released the wording; until then pages and sheets say so.
    """

    kind = models.CharField(max_length=12, choices=TextKind)
    language = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    labels = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="consent_text_version_once")
        ]

    class Catalogue:
        """Wording, no personal data."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("kind", "language", "number", "title", "body", "labels", "content_hash", "reviewed_on")

    @property
    def language_name(self) -> str:
        """The language under its own name."""
        return TEXT_LANGUAGES.get(self.language, self.language)


class _Declaration(InFile, Versioned):
    """What consent and release have in common. Days are days in Berlin; a withdrawal works at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=8, choices=GivenBy, default=GivenBy.SELF)
    guardian = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_guardian = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    single_authority = models.CharField(max_length=12, choices=SingleAuthority, blank=True)
    authority_note = SealedTextField(max_characters=500)
    form = models.CharField(max_length=10, choices=ConsentForm, default=ConsentForm.PAPER)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    interpreter = models.CharField(max_length=120, blank=True)
    plain_language_shown = models.BooleanField(default=False)
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    refused = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.UUIDField(null=True, blank=True)
    withdrawal_note = SealedTextField(max_characters=1000)
    recorded_by = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True


class Consent(_Declaration):
    """Consent to processing (Einwilligung, Art. 6(1)(a), 9(2)(a) DSGVO, s. 67b(2) SGB X).

    `special_categories` lists the special categories (health, origin ...) that were ticked one by one.
    """

    special_categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    follow_up_contact = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "valid_to"], name="consent_consent_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_from__gte=F("signed_on")), name="consent_consent_not_backdated"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="consent_consent_period"
            ),
        ]

    class Catalogue:
        """Who has consented to what."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CONSENT_ENDED
        open = ("form", "text", "refused", "given_by")
        personal = (
            "file",
            "person",
            "guardian",
            "second_guardian",
            "single_authority",
            "authority_note",
            "interpreter",
            "plain_language_shown",
            "signed_on",
            "valid_from",
            "valid_to",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawal_note",
            "recorded_by",
            "document_id",
            "follow_up_contact",
        )
        sensitive = ("special_categories",)


class ConfidentialityRelease(_Declaration):
    """Release from confidentiality (Schweigepflichtentbindung, s. 203 StGB): who may tell whom what, and until when.

    `facets` are the parts of the file that the recipient may know (values of `access.constants.Facet`).
    `recipient_role` is empty when the recipient does not work on the platform: then nothing is opened here.
    `released_user_id` is the professional who is bound in person (s. 203 StGB); with `team_may_speak` the case team of
    the releasing organisation may speak as well.
    """

    released_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    released_user_id = models.UUIDField(null=True, blank=True)
    team_may_speak = models.BooleanField(default=True)
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient_role = models.CharField(max_length=20, choices=Role, blank=True)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.ONE_WAY)
    facets = ArrayField(models.CharField(max_length=20))
    special_categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    purpose = models.CharField(max_length=16, choices=ReleasePurpose)
    purpose_text = SealedTextField(max_characters=500)
    domain_from = models.CharField(max_length=12, choices=LegalDomain)
    domain_to = models.CharField(max_length=12, choices=LegalDomain)
    copy_handed_over = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "valid_to"], name="consent_release_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_from__gte=F("signed_on")), name="consent_release_not_backdated"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False, valid_to__gte=F("valid_from")), name="consent_release_period"
            ),
            models.CheckConstraint(condition=Q(refused=True) | ~Q(facets=[]), name="consent_release_opens_something"),
        ]

    class Catalogue:
        """Who may tell whom what."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CONSENT_ENDED
        open = ("form", "text", "refused", "given_by", "direction", "purpose", "domain_from", "domain_to")
        personal = (
            "file",
            "person",
            "guardian",
            "second_guardian",
            "single_authority",
            "authority_note",
            "interpreter",
            "plain_language_shown",
            "signed_on",
            "valid_from",
            "valid_to",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawal_note",
            "recorded_by",
            "document_id",
            "released_organisation",
            "released_user_id",
            "team_may_speak",
            "recipient",
            "recipient_role",
            "facets",
            "purpose_text",
            "copy_handed_over",
        )
        sensitive = ("special_categories",)


class Signature(InFile):
    """A signature on the tablet: who signed which declaration when. The drawing lies encrypted among the documents.

    `sheet_hash` is SHA-256 of everything that stood on the screen when it was signed (wording and choices).
    """

    kind = models.CharField(max_length=12, choices=TextKind)
    declaration_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document_id = models.UUIDField()
    sheet_hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "declaration_id"], name="consent_signature_of")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration_id", "person"], name="consent_signature_once")
        ]

    class Catalogue:
        """Proof that a declaration was signed."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CONSENT_ENDED
        open = ("kind", "declaration_id", "sheet_hash")
        personal = ("file", "person", "document_id")


class WithdrawalNotice(InFile):
    """An office that has to be told of a withdrawal (Art. 19 DSGVO), with the task to do so and the day it was done."""

    kind = models.CharField(max_length=12, choices=TextKind)
    declaration_id = models.UUIDField()
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient_role = models.CharField(max_length=20, choices=Role, blank=True)
    task_id = models.UUIDField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_by = models.UUIDField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=ToldHow, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "told_on"], name="consent_notice_in_file")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration_id", "recipient", "recipient_role"], name="consent_notice_once"
            ),
            models.CheckConstraint(condition=Q(told_on__isnull=True) | ~Q(how=""), name="consent_notice_told_says_how"),
        ]

    class Catalogue:
        """Who has to be told, and whether it was done."""

        purpose = "cooperation"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CONSENT_ENDED
        open = ("kind", "declaration_id", "how")
        personal = ("file", "recipient", "recipient_role", "task_id", "told_on", "told_by")
