"""The only way to change users, memberships, files and relations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access import queries, rules
from chancennetz.access.constants import (
    CASE_ROLES,
    EMERGENCY_HOURS,
    Action,
    Facet,
    FileState,
    ObjectType,
    RelationKind,
    ReviewResult,
    Role,
)
from chancennetz.access.models import EmergencyReview, FamilyFile, Membership, Relation, User
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.organisations.models import Organisation, Unit


def require(by: Actor, what: Action, on: ObjectType) -> rules.Decision:
    """Return the decision about an object outside of files; raises NotAllowed when it is a refusal."""
    decision = rules.decide(by, what, rules.Target(on), by.purpose, time.now())
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    return decision


def require_in_file(
    by: Actor, what: Action, on: Facet, file: FamilyFile, *, bound_to: uuid.UUID | None = None
) -> rules.Decision:
    """Return the decision about a facet of a file; raises NotAllowed when it is a refusal."""
    decision = queries.decide_in_file(by, what, on, file, bound_to=bound_to)
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    return decision


# --- users and memberships -----------------------------------------------------------------------------------------


@action
def create_user(
    *, by: Actor, email: str, display_name: str, phone: str = "", language: str = "de", password: str | None = None
) -> User:
    """Create an account without any right. Raises ValidationError when the e-mail address is taken."""
    require(by, Action.CREATE, ObjectType.USER)
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("There is already somebody with this e-mail address.")})
    user = User.objects.create_user(
        email=email, display_name=display_name, phone=phone, language=language, password=password
    )
    # The administrator vouches for the address; the library asks for a verified one before a second factor is set up.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_write(by=by, action="access.user.create", object_type="user", object_id=user.id)
    return user


@action
def change_user(*, by: Actor, user: User, display_name: str, phone: str, is_active: bool) -> User:
    """Change name, phone, or whether the account may be used. Switching it off ends every right at once."""
    require(by, Action.UPDATE, ObjectType.USER)
    if by.user_id == user.id and not is_active:
        raise ValidationError({"is_active": _("You cannot switch off your own account.")})
    new = {"display_name": display_name, "phone": phone, "is_active": is_active}
    changed = [name for name, value in new.items() if getattr(user, name) != value]
    for name, value in new.items():
        setattr(user, name, value)
    user.save(update_fields=list(new))
    record_write(by=by, action="access.user.change", object_type="user", object_id=user.id, changed=changed)
    return user


def _check_separation(user: User, role: Role, start: dt.date) -> None:
    """Statistics and case work are never in one hand. The database checks the same (migration 0002)."""
    others = Membership.objects.filter(user=user).exclude(valid_to__lt=start)
    roles = {Role(held) for held in others.values_list("role", flat=True)}
    clash = (role is Role.STATISTICS and roles & CASE_ROLES) or (role in CASE_ROLES and Role.STATISTICS in roles)
    if clash:
        raise ValidationError(
            {
                "role": _(
                    "Whoever works in the statistics office cannot work on cases as well (separation required by law)."
                )
            }
        )


@action
def add_membership(
    *,
    by: Actor,
    user: User,
    organisation: Organisation,
    role: Role,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    unit: Unit | None = None,
    weekly_hours: float | None = None,
) -> Membership:
    """Let somebody work for an organisation in a role from a day on."""
    require(by, Action.CREATE, ObjectType.MEMBERSHIP)
    if user.id == by.user_id and role in CASE_ROLES:
        # An administrator has no standing right to person data, and cannot give it to himself or herself.
        raise ValidationError({"role": _("You cannot give yourself a role that works with families.")})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    if unit is not None and unit.organisation_id != organisation.id:
        raise ValidationError({"unit": _("This unit belongs to another organisation.")})
    same = Membership.objects.filter(user=user, organisation=organisation, role=role.value)
    if same.exclude(valid_to__lt=valid_from).exists():
        raise ValidationError(_("This person already has this role here in that period."))
    _check_separation(user, role, valid_from)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role.value,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        weekly_hours=weekly_hours,
    )
    record_write(
        by=by, action="access.membership.add", object_type="membership", object_id=membership.id, changed=[role.value]
    )
    return membership


@action
def end_membership(*, by: Actor, membership: Membership, last_day: dt.date) -> Membership:
    """End a membership; from the day after, every right that came with it is gone."""
    require(by, Action.END, ObjectType.MEMBERSHIP)
    if last_day < membership.valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    membership.valid_to = last_day
    membership.save_version(expected=membership.version, fields=["valid_to"])
    record_write(by=by, action="access.membership.end", object_type="membership", object_id=membership.id)
    return membership


# --- files and relations -------------------------------------------------------------------------------------------


@action
def open_file(
    *, by: Actor, organisation_id: uuid.UUID, lead_id: uuid.UUID, unit: Unit | None = None, domain: str | None = None
) -> FamilyFile:
    """Open a family file kept by an organisation, led by one counsellor."""
    require(by, Action.CREATE, ObjectType.FILE)
    if not by.is_system and by.organisation_id != organisation_id:
        raise NotAllowed("a file is opened in one's own organisation")
    file = FamilyFile.objects.create(
        organisation_id=organisation_id, unit=unit, domain=domain or LegalDomain.VOLUNTARY.value
    )
    Relation.objects.create(
        file=file, kind=RelationKind.CASE_LEAD, user_id=lead_id, granted_by=by.user_id, starts_at=time.now()
    )
    record_write(
        by=by, action="access.file.open", object_type="file", object_id=file.id, subjects=[file.id], facet=Facet.FRAME
    )
    return file


@action
def add_to_team(
    *,
    by: Actor,
    file: FamilyFile,
    user: User,
    kind: RelationKind,
    reason: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Relation:
    """Put a colleague of the same organisation into the case team, or as deputy from a moment (now) to a moment."""
    if kind not in {RelationKind.CASE_TEAM, RelationKind.DEPUTY}:
        raise ValidationError(_("Choose team member or deputy."))
    require_in_file(by, Action.UPDATE, Facet.TEAM, file)
    if kind is RelationKind.DEPUTY and until is None:
        raise ValidationError({"until": _("A deputy needs a last day.")})
    working = Membership.objects.on().filter(
        user=user, organisation_id=file.organisation_id, role__in=[Role.COUNSELLOR, Role.TEAM_LEAD]
    )
    if not working.exists():
        raise ValidationError({"user": _("This person does not work as a counsellor in this organisation.")})
    since = max(since or time.now(), time.now())
    if until is not None and until <= since:
        raise ValidationError({"until": _("The last day lies before the first day.")})
    if Relation.objects.at(since).filter(file=file, user=user, kind__in=STORED_TEAM).exists():
        raise ValidationError({"user": _("This person already belongs to the case team.")})
    relation = Relation.objects.create(
        file=file, user=user, kind=kind, reason=reason, starts_at=since, ends_at=until, granted_by=by.user_id
    )
    record_write(
        by=by,
        action="access.team.add",
        object_type="relation",
        object_id=relation.id,
        subjects=[file.id],
        facet=Facet.TEAM,
        changed=[kind.value],
    )
    return relation


STORED_TEAM = (RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY)


@action
def change_lead(*, by: Actor, file: FamilyFile, user: User, reason: str = "") -> Relation:
    """Hand a file over to another counsellor of the same organisation; the former lead leaves the team."""
    require_in_file(by, Action.END, Facet.TEAM, file)
    working = Membership.objects.on().filter(
        user=user, organisation_id=file.organisation_id, role__in=[Role.COUNSELLOR, Role.TEAM_LEAD]
    )
    if not working.exists():
        raise ValidationError({"user": _("This person does not work as a counsellor in this organisation.")})
    now = time.now()
    former = list(Relation.objects.at(now).filter(file=file, kind=RelationKind.CASE_LEAD))
    if any(relation.user_id == user.id for relation in former):
        raise ValidationError({"user": _("This person already leads the case.")})
    Relation.objects.at(now).filter(file=file, user=user, kind__in=STORED_TEAM).update(ends_at=now)
    Relation.objects.filter(pk__in=[relation.pk for relation in former]).update(ends_at=now)
    relation = Relation.objects.create(
        file=file, user=user, kind=RelationKind.CASE_LEAD, reason=reason, granted_by=by.user_id, starts_at=now
    )
    record_write(
        by=by,
        action="access.lead.change",
        object_type="relation",
        object_id=relation.id,
        subjects=[file.id],
        facet=Facet.TEAM,
    )
    return relation


@action
def end_relation(*, by: Actor, relation: Relation) -> Relation:
    """End a team relation now. The lead is never ended, only changed."""
    require_in_file(by, Action.UPDATE, Facet.TEAM, relation.file)
    if relation.kind == RelationKind.CASE_LEAD:
        raise ValidationError(_("A case always has a lead. Hand it over instead."))
    relation.ends_at = time.now()
    relation.save(update_fields=["ends_at"])
    record_write(
        by=by,
        action="access.team.end",
        object_type="relation",
        object_id=relation.id,
        subjects=[relation.file_id],
        facet=Facet.TEAM,
    )
    return relation


@action
def open_release(
    *,
    by: Actor,
    file: FamilyFile,
    organisation: Organisation,
    role: Role,
    facets: Iterable[Facet],
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    basis_id: uuid.UUID,
) -> Relation:
    """Let a role of another organisation see the named facets until a moment. Called by the room `consent` only."""
    relation = Relation.objects.create(
        file=file,
        kind=RelationKind.CONSENTED,
        organisation=organisation,
        role=role.value,
        facets=sorted(facet.value for facet in facets),
        starts_at=starts_at,
        ends_at=ends_at,
        basis_id=basis_id,
        granted_by=by.user_id,
    )
    record_write(
        by=by,
        action="access.release.open",
        object_type="relation",
        object_id=relation.id,
        subjects=[file.id],
        facet=Facet.CONSENT,
        basis=f"release {basis_id}",
    )
    return relation


@action
def cut_release(*, by: Actor, basis_id: uuid.UUID) -> int:
    """End every access that rests on a release, at once. Returns how many there were."""
    now = time.now()
    held = Relation.objects.filter(basis_id=basis_id, kind=RelationKind.CONSENTED, ends_at__gt=now)
    files = list(held.values_list("file_id", flat=True))
    # A release that had not begun yet ends where it would have begun.
    count = held.filter(starts_at__gt=now).delete()[0] + held.filter(starts_at__lte=now).update(ends_at=now)
    if files:
        record_write(
            by=by,
            action="access.release.cut",
            object_type="release",
            object_id=basis_id,
            subjects=files,
            facet=Facet.CONSENT,
        )
    return count


@action
def close_file(*, by: Actor, file: FamilyFile, day: dt.date) -> FamilyFile:
    """Close a file: from now on it is read, not changed."""
    require_in_file(by, Action.END, Facet.FRAME, file)
    file.state, file.closed_on = FileState.CLOSED, day
    file.save_version(expected=file.version, fields=["state", "closed_on"])
    record_write(by=by, action="access.file.close", object_type="file", object_id=file.id, subjects=[file.id])
    return file


@action
def reopen_file(*, by: Actor, file: FamilyFile) -> FamilyFile:
    """Open a closed file again, for those who lead the case or the team. Raises Conflict when it is not closed."""
    require_in_file(by, Action.APPROVE, Facet.FRAME, file)
    if file.state != FileState.CLOSED:
        raise Conflict(_("This file is not closed."))
    file.state, file.closed_on = FileState.OPEN, None
    file.save_version(expected=file.version, fields=["state", "closed_on"])
    record_write(by=by, action="access.file.reopen", object_type="file", object_id=file.id, subjects=[file.id])
    return file


@action
def break_glass(*, by: Actor, file_number: str, reason: str) -> Relation:
    """Open a file of one's own organisation in an emergency, for three hours, with a reason that will be reviewed.

    Entrusted notes stay closed. The leading counsellor and the data protection officer see it in their lists.
    """
    require(by, Action.CREATE, ObjectType.EMERGENCY)
    if len(reason.strip()) < 20:
        raise ValidationError({"reason": _("Please say in a sentence what has happened (20 characters or more).")})
    file_id = queries.file_of_own_organisation(file_number)
    if file_id is None:
        raise ValidationError({"file_number": _("There is no file with this number in your organisation.")})
    now = time.now()
    relation = Relation.objects.create(
        file_id=file_id,
        kind=RelationKind.EMERGENCY,
        user_id=by.user_id,
        reason=reason[:300],
        starts_at=now,
        ends_at=now + dt.timedelta(hours=EMERGENCY_HOURS),
        granted_by=by.user_id,
    )
    record_write(
        by=by,
        action="access.emergency.open",
        object_type="relation",
        object_id=relation.id,
        subjects=[file_id],
        basis="emergency",
    )
    return relation


SHORTEST_REVIEW = 10


@action
def review_emergency(*, by: Actor, relation: Relation, result: ReviewResult, note: str) -> EmergencyReview:
    """Say after looking at an emergency access whether it was right. Nobody reviews one's own; it is done once."""
    require(by, Action.APPROVE, ObjectType.EMERGENCY)
    if relation.kind != RelationKind.EMERGENCY:
        raise NotAllowed("only emergency accesses are reviewed")
    if relation.user_id == by.user_id:
        raise NotAllowed("nobody reviews their own emergency access")
    if by.role == Role.TEAM_LEAD and relation.file.organisation_id != by.organisation_id:
        raise NotAllowed("another organisation keeps this file")
    if len(note.strip()) < SHORTEST_REVIEW:
        raise ValidationError({"note": _("Please say in a few words what you found.")})
    if relation.ends_at is not None and relation.ends_at > time.now():
        raise Conflict(_("This access is still running. Please look at it again when it has ended."))
    if EmergencyReview.objects.filter(relation=relation).exists():
        raise Conflict(_("Somebody has reviewed this access already."))
    review = EmergencyReview(relation=relation, result=result.value, note=note.strip(), reviewed_by_id=by.account_id)
    review.save(force_insert=True)
    record_write(
        by=by,
        action="access.emergency.review",
        object_type="relation",
        object_id=relation.id,
        subjects=[relation.file_id],
        changed=[result.value],
    )
    return review
