"""Many maps at once, for the demo county and for imports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.audit.actions import record_many
from chancennetz.audit.constants import EntryKind
from chancennetz.casework.constants import LifeArea
from chancennetz.core import crypto
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.resourcemap.constants import Rater
from chancennetz.resourcemap.content import Area
from chancennetz.resourcemap.models import AreaRating, MapVersion, ResourceMap


@dataclasses.dataclass(frozen=True, slots=True)
class BulkMap:
    """A resource map for `enter_maps`: its areas, and ratings as (area, who, step, day)."""

    file_id: uuid.UUID
    areas: Mapping[LifeArea, Area]
    begun_at: dt.datetime
    ratings: Sequence[tuple[LifeArea, Rater, int, dt.date]] = ()


@action
def enter_maps(*, by: Actor, maps: Sequence[BulkMap]) -> int:
    """Enter many maps; only the system itself may (demo, imports). Returns how many.

    Consent is not asked here: the caller must know that it is there.
    """
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    require(by, Action.CREATE, ObjectType.FILE)
    crypto.preload_keys({one.file_id for one in maps})
    _store(maps)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": "assessments.map.enter",
            "object_type": "map",
            "object_id": one.file_id,
            "subjects": [one.file_id],
            "facet": "intake",
        }
        for one in maps
    )
    return len(maps)


def _store(maps: Sequence[BulkMap]) -> None:
    heads = {one.file_id: ResourceMap(file_id=one.file_id, version=1, created_at=one.begun_at) for one in maps}
    ResourceMap.objects.bulk_create(heads.values(), batch_size=500)
    MapVersion.objects.bulk_create(
        [
            MapVersion(
                file_id=one.file_id,
                map=heads[one.file_id],
                number=1,
                created_at=one.begun_at,
                area=area,
                content=json.dumps(content.as_data(), ensure_ascii=False),
            )
            for one in maps
            for area, content in one.areas.items()
        ],
        batch_size=500,
    )
    AreaRating.objects.bulk_create(
        [
            AreaRating(file_id=one.file_id, area=area, rater=rater, value=str(value), rated_on=day)
            for one in maps
            for area, rater, value, day in one.ratings
        ],
        batch_size=500,
    )
