"""The resource map: every change of a life area is a version of the map, and each of them can be brought back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.assessments.actions.answers import check_special
from chancennetz.assessments.constants import LONGEST_LINE
from chancennetz.assessments.queries import facets_for, may_note
from chancennetz.audit.actions import record_write
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import check_day
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.core.ids import new_id
from chancennetz.core.text import clean_line, clean_text
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import StepOwner
from chancennetz.plans.models import Goal
from chancennetz.resourcemap import queries
from chancennetz.resourcemap.constants import (
    AREA_FACETS,
    HIGHEST_RATING,
    LOWEST_RATING,
    MOST_LINES,
    MOST_RESOURCES,
    Rater,
    ResourceLevel,
)
from chancennetz.resourcemap.content import Area, Line, Resource
from chancennetz.resourcemap.models import AreaRating, MapVersion, ResourceMap


def _may_write(by: Actor, file: FamilyFile, area: LifeArea) -> None:
    facet = AREA_FACETS[area]
    require_in_file(by, Action.UPDATE, Facet.INTAKE, file)
    require_in_file(by, Action.UPDATE, facet, file)
    check_consent(file)
    check_special(file, facet)


def _map_of(file: FamilyFile) -> ResourceMap:
    """Return the map of a file, locked until the action ends; made when there is none yet."""
    ResourceMap.objects.bulk_create([ResourceMap(file=file, version=0)], ignore_conflicts=True)
    row: ResourceMap = ResourceMap.objects.select_for_update().get(file=file)
    row.file = file
    return row


def _log(by: Actor, file: FamilyFile, verb: str, area: LifeArea, object_id: uuid.UUID) -> None:
    record_write(
        by=by,
        action=f"assessments.map.{verb}",
        object_type="resource_map",
        object_id=object_id,
        subjects=[file.id],
        facet=AREA_FACETS[area],
        changed=[area.value],
    )


def _write(by: Actor, row: ResourceMap, areas: Mapping[LifeArea, Area], verb: str, restores: int | None = None) -> int:
    """Write a new version of the map in which these areas are new; returns its number."""
    row.save_version(expected=row.version, fields=[])
    for area, content in areas.items():
        MapVersion(
            file_id=row.file_id,
            map=row,
            number=row.version,
            area=area,
            content=json.dumps(content.as_data(), ensure_ascii=False),
            restores=restores,
            made_by=by.user_id,
            made_by_name=by.display_name[:120],
        ).save(force_insert=True)
        _log(by, row.file, verb, area, row.id)
    return row.version


def _alter(
    by: Actor, file: FamilyFile, area: LifeArea, expected: int, verb: str, change: Callable[[Area], Area]
) -> int:
    """Change one life area; returns the number of the map's new version.

    `expected` is the number of the area's version that the writer saw (0 = nothing yet): editors of different areas
    do not meet, in the same area the second one gets StaleVersion.
    """
    area = LifeArea(area)
    _may_write(by, file, area)
    row = _map_of(file)
    stored = queries.map_of(file).areas[area]
    if stored.number != expected:
        raise StaleVersion("ResourceMap")
    after = change(stored)
    if after.as_data() == stored.as_data():
        return stored.number
    if len(after.resources) > MOST_RESOURCES or len(after.lines) > MOST_LINES:
        raise Conflict(_("This area is full. Please take something out that is settled."))
    return _write(by, row, {area: after}, verb)


def _name(text: str, field: str, message: str) -> str:
    tidy = clean_line(text)
    if not tidy:
        raise ValidationError({field: message})
    if len(tidy) > LONGEST_LINE:
        raise ValidationError({field: _("Please shorten this to %(limit)s characters.") % {"limit": LONGEST_LINE}})
    return tidy


@action
def write_state(*, by: Actor, file: FamilyFile, area: LifeArea, state: str, expected: int) -> int:
    """Write how things stand in a life area (aktueller Stand)."""
    text = clean_text(state)
    return _alter(by, file, area, expected, "state", lambda stored: stored.replace(state=text))


@action
def add_resource(
    *, by: Actor, file: FamilyFile, area: LifeArea, name: str, level: ResourceLevel, contact: str = "", expected: int
) -> int:
    """Add what helps in a life area: a strength, a person, a place, a service, on one of the four levels."""
    new = Resource(str(new_id()), _resource_name(name), ResourceLevel(level), clean_line(contact)[:LONGEST_LINE])
    return _alter(
        by, file, area, expected, "resource", lambda stored: stored.replace(resources=(*stored.resources, new))
    )


def _resource_name(name: str) -> str:
    return _name(name, "name", _("Please say who or what helps."))


@action
def change_resource(
    *,
    by: Actor,
    file: FamilyFile,
    area: LifeArea,
    resource_id: str,
    name: str,
    level: ResourceLevel,
    contact: str,
    expected: int,
) -> int:
    """Change a resource. Fine goals that use it keep using it."""
    new = Resource(resource_id, _resource_name(name), ResourceLevel(level), clean_line(contact)[:LONGEST_LINE])

    def change(stored: Area) -> Area:
        if stored.resource(resource_id) is None:
            raise Conflict(_("This resource is not in the map any more."))
        return stored.replace(resources=tuple(new if one.id == resource_id else one for one in stored.resources))

    return _alter(by, file, area, expected, "resource", change)


@action
def remove_resource(*, by: Actor, file: FamilyFile, area: LifeArea, resource_id: str, expected: int) -> int:
    """Take a resource out of the map; earlier versions keep it."""

    def change(stored: Area) -> Area:
        lines = tuple(line.without(resource_id) for line in stored.lines)
        left = tuple(one for one in stored.resources if one.id != resource_id)
        return stored.replace(resources=left, lines=lines)

    return _alter(by, file, area, expected, "resource_remove", change)


def _checked(file: FamilyFile, area: LifeArea, goal: str, resource_ids: tuple[str, ...], due_on: dt.date | None) -> str:
    """Return the tidy fine goal; a line uses resources of its own area and of areas that are not guarded more."""
    check_day(due_on, "due_on", past=False)
    known = {one.id for one in queries.resources_for(queries.map_of(file), area)}
    if set(resource_ids) - known:
        raise ValidationError({"resource_ids": _("Please choose from the resources of the map.")})
    return _name(goal, "goal", _("Please write the fine goal in a short sentence."))


@action
def add_line(
    *,
    by: Actor,
    file: FamilyFile,
    area: LifeArea,
    goal: str,
    resource_ids: tuple[str, ...] = (),
    partners: str = "",
    due_on: dt.date | None = None,
    timing: str = "",
    expected: int,
) -> int:
    """Add a fine goal (Feinziel) with its resources, network partners and time."""
    new = Line(
        id=str(new_id()),
        goal=_checked(file, area, goal, resource_ids, due_on),
        resource_ids=tuple(resource_ids),
        partners=clean_line(partners)[:LONGEST_LINE],
        due_on=due_on,
        timing=clean_line(timing)[:LONGEST_LINE],
    )
    return _alter(by, file, area, expected, "line", lambda stored: stored.replace(lines=(*stored.lines, new)))


@action
def change_line(
    *,
    by: Actor,
    file: FamilyFile,
    area: LifeArea,
    line_id: str,
    goal: str,
    resource_ids: tuple[str, ...],
    partners: str,
    due_on: dt.date | None,
    timing: str,
    done_on: dt.date | None,
    expected: int,
) -> int:
    """Change a fine goal, or tick it off (`done_on`). One that stands in the plan is ticked off there."""
    check_day(done_on, "done_on", past=True)
    tidy = _checked(file, area, goal, resource_ids, due_on)

    def change(stored: Area) -> Area:
        line = stored.line(line_id)
        if line is None:
            raise Conflict(_("This fine goal is not in the map any more."))
        new = line.replace(
            goal=tidy,
            resource_ids=tuple(resource_ids),
            partners=clean_line(partners)[:LONGEST_LINE],
            due_on=due_on,
            timing=clean_line(timing)[:LONGEST_LINE],
            done_on=done_on,
        )
        return stored.replace(lines=tuple(new if one.id == line_id else one for one in stored.lines))

    return _alter(by, file, area, expected, "line", change)


@action
def remove_line(*, by: Actor, file: FamilyFile, area: LifeArea, line_id: str, expected: int) -> int:
    """Take a fine goal out of the map; earlier versions keep it, and a goal of the plan stays there."""

    def change(stored: Area) -> Area:
        return stored.replace(lines=tuple(one for one in stored.lines if one.id != line_id))

    return _alter(by, file, area, expected, "line_remove", change)


@action
def line_to_plan(*, by: Actor, file: FamilyFile, area: LifeArea, line_id: str, goal: Goal | None = None) -> Goal:
    """Take a fine goal over into the plan: as a goal of its own, or as a step of `goal`. Returns the goal.

    Doing it twice changes nothing: the first goal is returned.
    """
    area = LifeArea(area)
    _may_write(by, file, area)
    row = _map_of(file)
    stored = queries.map_of(file).areas[area]
    line = stored.line(line_id)
    if line is None:
        raise Conflict(_("This fine goal is not in the map any more."))
    known = Goal.objects.filter(file=file, pk=line.goal_id).first() if line.goal_id else None
    if isinstance(known, Goal):
        return known
    due_on = line.due_on if line.due_on is not None and line.due_on >= time.today() else None
    if goal is None:
        goal = planning.add_goal(by=by, file=file, title=line.goal[:300], life_area=area, due_on=due_on)
        planned = line.replace(goal_id=str(goal.id))
    else:
        owner = StepOwner.PARTNER if line.partners and not line.resource_ids else StepOwner.FAMILY
        name = line.partners[:200] if owner is StepOwner.PARTNER else ""
        step = planning.add_step(
            by=by, goal=goal, title=line.goal[:300], owner_kind=owner, owner_name=name, due_on=due_on
        )
        planned = line.replace(goal_id=str(goal.id), step_id=str(step.id))
    lines = tuple(planned if one.id == line_id else one for one in stored.lines)
    _write(by, row, {area: stored.replace(lines=lines)}, "plan")
    return goal


@action
def rate(
    *, by: Actor, file: FamilyFile, area: LifeArea, rater: Rater, value: int, rated_on: dt.date | None = None
) -> AreaRating:
    """Note how the family or the counsellor sees a life area on a day, from 1 to 5. Earlier ratings stay."""
    area = LifeArea(area)
    _may_write(by, file, area)
    rated_on = rated_on or time.today()
    check_day(rated_on, "rated_on", past=True)
    if isinstance(value, bool) or not LOWEST_RATING <= value <= HIGHEST_RATING:
        raise ValidationError({"value": _("Please choose a step from 1 to 5.")})
    row = AreaRating(file=file, area=area, rater=Rater(rater), value=str(value), rated_on=rated_on, made_by=by.user_id)
    row.save(force_insert=True)
    _log(by, file, "rate", area, row.id)
    return row


@action
def restore(*, by: Actor, file: FamilyFile, number: int, expected: int) -> int:
    """Bring an earlier version of the map back, as a new version. Returns its number.

    `expected` is the map's version that the writer saw. Only areas that differ are written; those that are closed to
    the writer stay as they are. Goals that were taken into the plan stay linked.
    """
    require_in_file(by, Action.UPDATE, Facet.INTAKE, file)
    check_consent(file)
    row = _map_of(file)
    if row.version != expected:
        raise StaleVersion("ResourceMap")
    if not 1 <= number < row.version:
        raise Conflict(_("There is no such version."))
    now, then = queries.map_of(file), queries.map_of(file, number)
    may = facets_for(by, file, Action.UPDATE)
    back: dict[LifeArea, Any] = {}
    for area in LifeArea:
        facet = AREA_FACETS[area]
        if facet not in may or (facet is not Facet.INTAKE and not may_note(file, facet)):
            continue
        content = then.areas[area].linked_like(now.areas[area])
        if content.as_data() != now.areas[area].as_data():
            back[area] = content
    return _write(by, row, back, "restore", restores=number) if back else row.version
