"""Opening and closing many files at once, for imports and the demo county. Only the system itself may."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from chancennetz.access.constants import Facet, FileState, RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.audit.actions import record_many
from chancennetz.audit.constants import EntryKind
from chancennetz.core import crypto, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


@dataclasses.dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be opened: who keeps it, who leads it, since when."""

    organisation_id: uuid.UUID
    lead_id: uuid.UUID
    opened_at: dt.datetime


def _events(by: Actor, files: Sequence[FamilyFile], verb: str) -> None:
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": f"access.file.{verb}",
            "object_type": "file",
            "object_id": file.id,
            "subjects": [file.id],
            "facet": Facet.FRAME.value,
        }
        for file in files
    )


@action
def open_files(*, by: Actor, files: Sequence[NewFile]) -> list[FamilyFile]:
    """Open many files with their leads and data keys, with few statements; one log row each."""
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    made = [FamilyFile(organisation_id=one.organisation_id, created_at=one.opened_at) for one in files]
    FamilyFile.objects.bulk_create(made, batch_size=500)
    Relation.objects.bulk_create(
        [
            Relation(file=file, kind=RelationKind.CASE_LEAD, user_id=one.lead_id, starts_at=one.opened_at)
            for file, one in zip(made, files, strict=True)
        ],
        batch_size=500,
    )
    crypto.create_keys([file.id for file in made])
    _events(by, made, "open")
    return made


@action
def close_files(*, by: Actor, files: Sequence[tuple[FamilyFile, dt.date]]) -> int:
    """Close many files, each with its day; one log row each."""
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    for file, day in files:
        file.state, file.closed_on, file.version = FileState.CLOSED, min(day, time.today()), file.version + 1
    FamilyFile.objects.bulk_update([file for file, _day in files], ["state", "closed_on", "version"], batch_size=500)
    _events(by, [file for file, _day in files], "close")
    return len(files)
