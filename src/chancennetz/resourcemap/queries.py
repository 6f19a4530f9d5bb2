"""The resource map at any of its versions, ratings, and what became of its fine goals."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Max

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import LifeArea
from chancennetz.core import crypto
from chancennetz.plans.constants import OPEN_GOALS, GoalState
from chancennetz.plans.models import Goal, Step
from chancennetz.resourcemap import rules
from chancennetz.resourcemap.constants import AREA_FACETS, Rater
from chancennetz.resourcemap.content import Area, Line, Resource, from_data
from chancennetz.resourcemap.models import AreaRating, MapVersion


@dataclasses.dataclass(frozen=True, slots=True)
class MapView:
    """The map at a version: all six areas, the number of the version, and when and by whom it was made."""

    areas: Mapping[LifeArea, Area]
    number: int = 0
    made_at: dt.datetime | None = None
    made_by: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands in the map."""
        return all(area.is_empty for area in self.areas.values())

    def only(self, facets: Collection[Facet]) -> MapView:
        """Return the map with the areas that are closed to a reader left out."""
        return dataclasses.replace(self, areas={a: c for a, c in self.areas.items() if AREA_FACETS[a] in facets})


def map_of(file: FamilyFile, number: int | None = None, facets: Collection[Facet] | None = None) -> MapView:
    """Return the map of a file, as it is or as it was at a version (one query; two with the key of the file).

    With `facets`, areas that are closed to the reader are not read at all.
    """
    open_areas = [area for area in LifeArea if facets is None or AREA_FACETS[area] in facets]
    rows = MapVersion.objects.filter(file=file, area__in=open_areas)
    if number is not None:
        rows = rows.filter(number__lte=number)
    newest = rows.order_by("area", "-number").distinct("area")
    crypto.preload_keys([file.pk])
    found = {LifeArea(row.area): row for row in newest}
    areas = {
        area: from_data(json.loads(found[area].content), found[area].number) if area in found else Area()
        for area in open_areas
    }
    last = max(found.values(), key=lambda row: row.number, default=None)
    if last is None:
        return MapView(areas)
    return MapView(areas, last.number, last.created_at, last.made_by_name)


def resources_for(view: MapView, area: LifeArea) -> list[Resource]:
    """Return the resources that a fine goal of an area may use: its own first, then those of areas open to all.

    A guarded area (health) never lends its resources to another one: the name alone would tell something.
    """
    own = list(view.areas[area].resources) if area in view.areas else []
    others = [
        one
        for other, content in view.areas.items()
        if other is not area and AREA_FACETS[other] is Facet.INTAKE
        for one in content.resources
    ]
    return own + others


def share_of(view: MapView) -> rules.Share:
    """Return how many fine goals rest on the family's own resources."""
    known = {one.id: int(one.level) for content in view.areas.values() for one in content.resources}
    lines = [line for content in view.areas.values() for line in content.lines]
    return rules.share_of_own([{known[one] for one in line.resource_ids if one in known} for line in lines])


@dataclasses.dataclass(frozen=True, slots=True)
class Rating:
    """How both sides see an area today, and how it went: (day, family, counsellor) with None where nobody rated."""

    own: int | None
    coach: int | None
    course: tuple[tuple[dt.date, int | None, int | None], ...]

    @property
    def gap(self) -> int | None:
        """The counsellor's rating minus the family's own."""
        return rules.gap(self.coach, self.own)


def ratings_of(file: FamilyFile, facets: Collection[Facet]) -> dict[LifeArea, Rating]:
    """Return the ratings of the open areas (one query). The last one of a day counts."""
    open_areas = [area for area in LifeArea if AREA_FACETS[area] in facets]
    days: dict[LifeArea, dict[dt.date, dict[str, int]]] = defaultdict(dict)
    rows = AreaRating.objects.filter(file=file, area__in=open_areas).order_by("rated_on", "created_at")
    for row in rows:
        days[LifeArea(row.area)].setdefault(row.rated_on, {})[row.rater] = int(row.value)
    return {area: _rating(days.get(area, {})) for area in open_areas}


def _rating(days: Mapping[dt.date, Mapping[str, int]]) -> Rating:
    last: dict[str, int] = {}
    course = []
    for day, values in days.items():
        last |= values
        course.append((day, values.get(Rater.SELF), values.get(Rater.COACH)))
    return Rating(last.get(Rater.SELF), last.get(Rater.COACH), tuple(course))


@dataclasses.dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of the map: number, when, by whom, which areas changed, and which version it brought back."""

    number: int
    made_at: dt.datetime
    made_by: str
    areas: tuple[LifeArea, ...]
    restores: int | None


def map_versions(file: FamilyFile, facets: Collection[Facet]) -> list[VersionRow]:
    """Return the versions of a map, newest first (one query). Content stays closed; guarded areas are not named."""
    found: dict[int, VersionRow] = {}
    rows = MapVersion.objects.filter(file=file).defer("content").order_by("-number", "area")
    for row in rows:
        area = LifeArea(row.area)
        shown = (area,) if AREA_FACETS[area] in facets else ()
        known = found.get(row.number)
        found[row.number] = VersionRow(
            row.number,
            row.created_at,
            row.made_by_name,
            (*(known.areas if known else ()), *shown),
            row.restores,
        )
    return list(found.values())


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """What became of a fine goal in the plan."""

    goal_id: uuid.UUID
    state: str
    done_on: dt.date | None


def linked_goals(file: FamilyFile, view: MapView) -> dict[str, Planned]:
    """Return, by the id of the fine goal, what it became in the plan (two queries; none without links)."""
    lines = [line for content in view.areas.values() for line in content.lines if line.goal_id]
    if not lines:
        return {}
    goals = {str(goal.id): goal for goal in Goal.objects.filter(file=file, pk__in=[line.goal_id for line in lines])}
    step_ids = [line.step_id for line in lines if line.step_id]
    steps = {str(step.id): step for step in Step.objects.filter(file=file, pk__in=step_ids)} if step_ids else {}
    return {line.id: _planned(line, goals, steps) for line in lines if line.goal_id in goals}


def _planned(line: Line, goals: Mapping[str, Goal], steps: Mapping[str, Step]) -> Planned:
    goal = goals[line.goal_id]
    step = steps.get(line.step_id)
    reached = goal.closed_on if goal.state in {GoalState.REACHED, GoalState.PARTLY} else None
    return Planned(goal.id, goal.state, step.done_on if step is not None else reached)


def areas_in_plan(file: FamilyFile) -> dict[str, list[Goal]]:
    """Return the open goals of the plan by life area, to which a fine goal can be added as a step (one query)."""
    found: dict[str, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(file=file, state__in=OPEN_GOALS).order_by("position"):
        found[goal.life_area].append(goal)
    return dict(found)


def newest_number(file: FamilyFile) -> int:
    """Return the number of the map's newest version, 0 without a map."""
    found: int | None = MapVersion.objects.filter(file=file).aggregate(newest=Max("number"))["newest"]
    return found or 0
