"""Opening a file in an emergency, and the review by somebody else."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access import queries
from chancennetz.access.actions.deciding import require
from chancennetz.access.constants import EMERGENCY_HOURS, Action, ObjectType, RelationKind, ReviewResult, Role
from chancennetz.access.models import EmergencyReview, Relation
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed


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
