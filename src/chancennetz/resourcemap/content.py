"""What a life area of the resource map holds: its state, the resources, the fine goals. Plain values, kept as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from chancennetz.resourcemap.constants import ResourceLevel


@dataclasses.dataclass(frozen=True, slots=True)
class Resource:
    """Who or what helps, how near it is, and how it can be reached."""

    id: str
    name: str
    level: ResourceLevel
    contact: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of the county's form: fine goal, resources, network partners, time, done.

    `goal_id` and `step_id` name what it became in the plan.
    """

    id: str
    goal: str
    resource_ids: tuple[str, ...] = ()
    partners: str = ""
    due_on: dt.date | None = None
    timing: str = ""
    done_on: dt.date | None = None
    goal_id: str = ""
    step_id: str = ""

    def replace(self, **changes: Any) -> Line:
        """Return the line with some values changed."""
        return dataclasses.replace(self, **changes)

    def without(self, resource_id: str) -> Line:
        """Return the line without a resource."""
        return self.replace(resource_ids=tuple(one for one in self.resource_ids if one != resource_id))


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """A life area; `number` is the version of the map that wrote it last (0 = nothing yet)."""

    state: str = ""
    resources: tuple[Resource, ...] = ()
    lines: tuple[Line, ...] = ()
    number: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands here."""
        return not (self.state or self.resources or self.lines)

    def replace(self, **changes: Any) -> Area:
        """Return the area with some values changed."""
        return dataclasses.replace(self, **changes)

    def resource(self, resource_id: str) -> Resource | None:
        """Return a resource by its id."""
        return next((one for one in self.resources if one.id == resource_id), None)

    def line(self, line_id: str) -> Line | None:
        """Return a fine goal by its id."""
        return next((one for one in self.lines if one.id == line_id), None)

    def linked_like(self, other: Area) -> Area:
        """Return the area with the links into the plan that another version of it has."""
        links = {line.id: (line.goal_id, line.step_id) for line in other.lines if line.goal_id}
        lines = tuple(
            line.replace(goal_id=links[line.id][0], step_id=links[line.id][1]) if line.id in links else line
            for line in self.lines
        )
        return self.replace(lines=lines)

    def as_data(self) -> dict[str, Any]:
        """Return what is kept as JSON."""
        return {
            "state": self.state,
            "resources": [{**dataclasses.asdict(one), "level": int(one.level)} for one in self.resources],
            "lines": [
                {
                    **dataclasses.asdict(line),
                    "resource_ids": list(line.resource_ids),
                    "due_on": line.due_on.isoformat() if line.due_on else "",
                    "done_on": line.done_on.isoformat() if line.done_on else "",
                }
                for line in self.lines
            ],
        }


def from_data(data: Mapping[str, Any], number: int) -> Area:
    """Return the area that was kept as JSON."""
    return Area(
        state=data["state"],
        resources=tuple(Resource(**{**one, "level": ResourceLevel(one["level"])}) for one in data["resources"]),
        lines=tuple(
            Line(
                **{
                    **line,
                    "resource_ids": tuple(line["resource_ids"]),
                    "due_on": dt.date.fromisoformat(line["due_on"]) if line["due_on"] else None,
                    "done_on": dt.date.fromisoformat(line["done_on"]) if line["done_on"] else None,
                }
            )
            for line in data["lines"]
        ),
        number=number,
    )
