"""Opening, closing and reopening a family file."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from chancennetz.access.actions.deciding import require, require_in_file
from chancennetz.access.constants import Action, Facet, FileState, ObjectType, RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.organisations.models import Unit


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
