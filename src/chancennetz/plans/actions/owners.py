"""Who does a step."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile, Relation
from chancennetz.casework.actions.gates import check_persons
from chancennetz.core.actor import Actor
from chancennetz.plans.constants import StepOwner


def check_owner(
    file: FamilyFile,
    by: Actor,
    kind: StepOwner,
    person_id: uuid.UUID | None,
    user_id: uuid.UUID | None,
    name: str,
) -> dict[str, Any]:
    """Return the columns that say who does a step; a counsellor's step without a name is the writer's own.

    Raises a ValidationError when the person is not of the family or the user not of the case team.
    """
    columns: dict[str, Any] = {
        "owner_kind": StepOwner(kind).value,
        "owner_person_id": None,
        "owner_user_id": None,
        "owner_name": "",
    }
    if kind == StepOwner.FAMILY and person_id is not None:
        check_persons(file, [person_id])
        columns["owner_person_id"] = person_id
    elif kind == StepOwner.COUNSELLOR:
        user_id = user_id or by.user_id
        if user_id is None or not Relation.objects.at().filter(file=file, user=user_id).exists():
            raise ValidationError({"owner_user": _("This person does not belong to the case team.")})
        columns["owner_user_id"] = user_id
    elif kind == StepOwner.PARTNER:
        columns["owner_name"] = name.strip()
    return columns
