"""What this room tells the lower ones at start-up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet
from chancennetz.access.file_parts import FilePart
from chancennetz.casework import quality, timeline_events
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.models import Case
from chancennetz.casework.quality import Check, Gap, Severity
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.resourcemap.models import ResourceMap


def _map_begun(_row: ResourceMap, _names: str) -> Words:
    return Words(_("Resource map begun"))


#: So many days after a finished assessment a missing map shows up among the gaps.
_LONG = dt.timedelta(days=14)


def _without_map(file_ids: Collection[uuid.UUID], today: dt.date) -> Iterable[Gap]:
    """Yield files whose assessment is finished for some time and which have no resource map (two queries)."""
    mapped = set(ResourceMap.objects.filter(file_id__in=file_ids).values_list("file_id", flat=True))
    cases = Case.objects.filter(file_id__in=file_ids, assessed_on__lte=today - _LONG)
    for file_id in cases.values_list("file_id", flat=True):
        if file_id not in mapped:
            yield Gap("resource_map_missing", file_id, reverse("resourcemap:map", args=[file_id]))


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(gettext_lazy("Resource map"), "resourcemap:map", Facet.INTAKE, order=15))
    timeline_events.register(
        TimelineSource(
            model=ResourceMap,
            kind=TimelineKind.ASSESSMENT,
            events=(TimelineEvent("map_begun", "created_at", _map_begun),),
        )
    )
    quality.register(
        Check(
            "resource_map_missing",
            gettext_lazy("There is no resource map yet"),
            gettext_lazy("The first look goes to what the family can do itself."),
            Severity.HINT,
        ),
        find=_without_map,
    )
