"""Tables of access: who there is, who works where in which role, which files exist, who stands how to which file."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from chancennetz.access.constants import FileState, RelationKind, ReviewResult, Role
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Dated, DatedQuerySet, Entity, Versioned, dated_constraint
from chancennetz.organisations.models import Organisation, Unit

#: Letters and digits that nobody mixes up when reading aloud: no 0, O, 1, I, L.
_NUMBER_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address."""
        return self.get(email__iexact=username)

    def create_user(self, *, email: str, display_name: str, password: str | None = None, **extra: Any) -> User:
        """Create a user; without a password the account cannot be used until one is set."""
        user = self.model(email=self.normalize_email(email), display_name=display_name, **extra)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Entity):
    """A person who signs in. What they may do follows from their memberships, never from the account itself."""

    email = models.EmailField(max_length=200)
    display_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="de")
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="access_user_email_once")]

    class Catalogue:
        """Staff."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.MEMBERSHIP_ENDED
        open = ("is_active", "language")
        personal = ("email", "display_name", "phone", "last_login")
        secret = ("password",)

    def get_full_name(self) -> str:
        """Return the name that colleagues know."""
        return self.display_name

    def __str__(self) -> str:
        return self.display_name


class Membership(Entity, Versioned, Dated):
    """Somebody works for an organisation in one role, from a day to a day. Ending it ends every right at once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_to__isnull=True),
                name="access_membership_once_at_a_time",
            ),
            dated_constraint("access_membership_period"),
        ]

    class Catalogue:
        """Staff."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.MEMBERSHIP_ENDED
        open = ("organisation", "unit", "role")
        personal = ("user", "weekly_hours", "valid_from", "valid_to")


def new_file_number() -> str:
    """Return a number without meaning for a family file, easy to read aloud: "K7F3-92QD"."""
    letters = [secrets.choice(_NUMBER_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


class FamilyFile(Entity, Versioned):
    """The protected container (Akte): everything about a family that one organisation keeps hangs on it.

    Access is decided per file. Rows of other rooms carry `file` and share one row-level-security policy.
    """

    number = models.CharField(max_length=9, unique=True, default=new_file_number, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=12, choices=LegalDomain, default=LegalDomain.VOLUNTARY)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.OPEN)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="access_file_owner")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=FileState.CLOSED, closed_on__isnull=False)
                | (~Q(state=FileState.CLOSED) & Q(closed_on__isnull=True)),
                name="access_file_closed_has_day",
            )
        ]

    class Catalogue:
        """That a family is counselled is personal, though the number says nothing."""

        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("domain", "state")
        personal = ("number", "organisation", "unit", "closed_on")


class RelationQuerySet(models.QuerySet["Relation"]):
    """Dated relations."""

    def at(self, moment: dt.datetime | None = None) -> RelationQuerySet:
        """Return the relations that hold at a moment (default: now)."""
        moment = moment or time.now()
        return self.filter(Q(starts_at__lte=moment) & (Q(ends_at__isnull=True) | Q(ends_at__gt=moment)))


class Relation(Entity):
    """How a user, or a role of an organisation, stands to a file, from a moment to a moment.

    Team relations name a user; a release (`consented`) names an organisation, the role that may read there, the facets
    it opens and, as `basis_id`, the release itself. Written only through `access.actions`.
    """

    file = models.ForeignKey(FamilyFile, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in RelationKind])
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    facets = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    starts_at = models.DateTimeField(default=time.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    basis_id = models.UUIDField(null=True, blank=True)
    granted_by = models.UUIDField(null=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "ends_at", "file"], name="access_relation_user"),
            models.Index(fields=["organisation", "role", "ends_at", "file"], name="access_relation_org"),
            models.Index(fields=["basis_id"], name="access_relation_basis"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="access_relation_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="consented",
                    user__isnull=True,
                    organisation__isnull=False,
                    basis_id__isnull=False,
                    ends_at__isnull=False,
                )
                | (~Q(kind="consented") & Q(user__isnull=False, organisation__isnull=True)),
                name="access_relation_names_user_or_recipient",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["deputy", "emergency"]) | Q(ends_at__isnull=False),
                name="access_relation_deputy_ends",
            ),
            models.CheckConstraint(
                condition=~Q(kind="emergency") | ~Q(reason=""), name="access_relation_emergency_has_reason"
            ),
            models.UniqueConstraint(
                fields=["file"], condition=Q(kind="case_lead", ends_at__isnull=True), name="access_relation_one_lead"
            ),
        ]

    class Catalogue:
        """Who works with which family."""

        purpose = "security"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("kind", "role", "facets")
        personal = ("file", "user", "organisation", "starts_at", "ends_at", "reason", "basis_id", "granted_by")


class EmergencyReview(Entity):
    """Somebody else has looked at an emergency access: was it right, and what follows? Written once, never changed."""

    relation = models.OneToOneField(Relation, on_delete=models.CASCADE, related_name="review")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=12, choices=ReviewResult)
    note = models.CharField(max_length=500)

    class Catalogue:
        """Control of emergency accesses."""

        purpose = "security"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.CASE_CLOSED
        open = ("result",)
        personal = ("relation", "reviewed_by", "note")


class FormToken(models.Model):
    """A form was sent once: a second click or a resent request finds the result instead of making a second record."""

    token = models.UUIDField(primary_key=True)
    user_id = models.UUIDField()
    path = models.CharField(max_length=300)
    result = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=time.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="access_formtoken_when")]

    class Catalogue:
        """Technical; forgotten after a day."""

        purpose = "security"
        domain = LegalDomain.OPERATION
        retention = Retention.REPLACED
        open = ("token", "created_at", "path", "result")
        personal = ("user_id",)
