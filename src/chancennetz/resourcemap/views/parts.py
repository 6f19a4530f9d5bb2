"""What the pages and prints of the resource map share: its areas and sentences in words."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access import file_pages
from chancennetz.access.http import FileRequest
from chancennetz.assessments.actions import record_read_part
from chancennetz.casework.constants import AREA_ICONS, LifeArea
from chancennetz.core import time
from chancennetz.plans.constants import GoalState
from chancennetz.resourcemap.constants import AREA_FACETS, ResourceLevel
from chancennetz.resourcemap.content import Area, Line
from chancennetz.resourcemap.forms import LEVEL_ICONS
from chancennetz.resourcemap.queries import MapView, Planned, Rating
from chancennetz.resourcemap.rules import Share
from chancennetz.ui import formats
from chancennetz.ui.parts import Crumb


def map_url(file_id: uuid.UUID, area: LifeArea | None = None) -> str:
    """Return the address of the map, or of one life area in it."""
    if area is None:
        return reverse("resourcemap:map", args=[file_id])
    return reverse("resourcemap:map_area", args=[file_id, area])


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    return file_pages.crumbs(request, Crumb(_("Resource map"), map_url(request.file.pk)), *last)


def share_sentence(share: Share) -> str:
    """Say how many fine goals rest on the family's own resources; empty without any."""
    if share.percent is None:
        return ""
    words = ngettext(
        "%(own)s of %(total)s fine goal rests on the family's own resources: %(percent)s",
        "%(own)s of %(total)s fine goals rest on the family's own resources: %(percent)s",
        share.total,
    )
    return words % {"own": share.own, "total": share.total, "percent": formats.percent(share.own / share.total, 0)}


def unnamed_sentence(share: Share) -> str:
    """Say for how many fine goals nobody has named a resource yet."""
    if not share.unnamed:
        return ""
    words = ngettext(
        "For %(count)s fine goal no resource is named yet.",
        "For %(count)s fine goals no resource is named yet.",
        share.unnamed,
    )
    return words % {"count": share.unnamed}


def gap_words(rating: Rating) -> str:
    """Say how both views of an area differ."""
    if rating.gap is None:
        return ""
    if rating.gap == 0:
        return _("Both see it alike.")
    steps = ngettext("%(count)s step", "%(count)s steps", abs(rating.gap)) % {"count": abs(rating.gap)}
    if rating.gap > 0:
        return _("The counsellor sees it %(steps)s better than the family.") % {"steps": steps}
    return _("The family sees it %(steps)s better than the counsellor.") % {"steps": steps}


@dataclasses.dataclass(frozen=True, slots=True)
class LineView:
    """A fine goal as the page shows it, in the county's columns."""

    line: Line
    resources: tuple[str, ...]
    when: str
    done: str
    planned: Planned | None
    state: str
    url: str
    plan_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class AreaView:
    """A life area as the page shows it."""

    area: LifeArea
    icon: str
    content: Area
    levels: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]
    lines: tuple[LineView, ...]
    rating: Rating
    gap: str
    url: str


def area_views(
    file_id: uuid.UUID, view: MapView, ratings: Mapping[LifeArea, Rating], planned: Mapping[str, Planned]
) -> list[AreaView]:
    """Return the open areas with everything the county's form has a column for."""
    names = {one.id: one.name for content in view.areas.values() for one in content.resources}
    return [
        AreaView(
            area=area,
            icon=AREA_ICONS[area],
            content=content,
            levels=_levels(file_id, area, content),
            lines=tuple(_line(file_id, area, line, names, planned.get(line.id)) for line in content.lines),
            rating=ratings[area],
            gap=gap_words(ratings[area]),
            url=map_url(file_id, area),
        )
        for area, content in view.areas.items()
    ]


def _levels(file_id: uuid.UUID, area: LifeArea, content: Area) -> tuple[Any, ...]:
    found = []
    for level in ResourceLevel:
        here = tuple(
            (one.name, one.contact, reverse("resourcemap:map_resource", args=[file_id, area, one.id]))
            for one in content.resources
            if one.level is level
        )
        if here:
            found.append((str(level.label), LEVEL_ICONS[level], here))
    return tuple(found)


def _line(
    file_id: uuid.UUID, area: LifeArea, line: Line, names: Mapping[str, str], planned: Planned | None
) -> LineView:
    due = time.format_date(line.due_on, weekday=False) if line.due_on else ""
    done_on = planned.done_on if planned is not None else line.done_on
    return LineView(
        line=line,
        resources=tuple(names[one] for one in line.resource_ids if one in names),
        when=", ".join(part for part in (due, line.timing) if part),
        done=time.format_date(done_on, weekday=False) if done_on else "",
        planned=planned,
        state=str(GoalState(planned.state).label) if planned is not None else "",
        url=reverse("resourcemap:map_line", args=[file_id, area, line.id]),
        plan_url=reverse("resourcemap:map_plan", args=[file_id, area, line.id]),
    )


def picture_words(view: MapView) -> str:
    counts = [sum(one.level is level for c in view.areas.values() for one in c.resources) for level in ResourceLevel]
    words = ", ".join(f"{level.label}: {count}" for level, count in zip(ResourceLevel, counts, strict=True))
    return _("Picture of the resources from near to far. %(counts)s. The list has the same numbers.") % {
        "counts": words
    }


def note(request: FileRequest, view: MapView) -> None:
    guarded = frozenset(AREA_FACETS[area] for area, content in view.areas.items() if not content.is_empty)
    record_read_part(by=request.actor, file=request.file, object_id=request.file.pk, facets=guarded)
