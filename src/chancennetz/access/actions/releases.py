"""What other organisations see of a file, and the end of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.organisations.models import Organisation


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
