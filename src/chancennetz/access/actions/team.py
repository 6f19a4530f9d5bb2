"""Who works on a file: its lead, its team, deputies."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions.deciding import require_in_file
from chancennetz.access.constants import Action, Facet, RelationKind, Role
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor

STORED_TEAM = (RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY)


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
