"""The content of a plan as it is frozen in a version, and what is different between two of them. Pure."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any, Literal

Plan = list[dict[str, Any]]
Kind = Literal["added", "removed", "changed"]
#: What of a step or goal is compared, in the order in which it is shown.
GOAL_FIELDS = ("title", "why", "life_area", "state", "due_on")
STEP_FIELDS = ("title", "owner", "due_on", "done_on", "part")


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: `what` is goal or step, `goal` the title of the goal it stands under.

    For a change, `field` names what changed; for something added or removed it is empty and `before` or `after` hold
    its title.
    """

    kind: Kind
    what: Literal["goal", "step"]
    goal: str
    field: str = ""
    before: str = ""
    after: str = ""
    title: str = ""


def to_text(plan: Plan) -> str:
    """Return a plan as the JSON text that is kept."""
    return json.dumps(plan, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Plan:
    """Return the plan of a kept text."""
    return list(json.loads(text)) if text else []


def compare(old: Plan, new: Plan) -> list[Change]:
    """Return what is different from the old plan to the new one, goal by goal in the new order."""
    before = {goal["id"]: goal for goal in old}
    after = {goal["id"]: goal for goal in new}
    found: list[Change] = []
    for goal in new:
        if goal["id"] not in before:
            found.append(Change("added", "goal", goal["title"], after=goal["title"], title=goal["title"]))
            found += [_step("added", goal, step) for step in goal["steps"]]
        else:
            found += _changes(before[goal["id"]], goal)
    for goal in old:
        if goal["id"] not in after:
            found.append(Change("removed", "goal", goal["title"], before=goal["title"], title=goal["title"]))
    return found


def _step(kind: Kind, goal: dict[str, Any], step: dict[str, Any]) -> Change:
    text = step["title"]
    return Change(
        kind,
        "step",
        goal["title"],
        before=text if kind == "removed" else "",
        after=text if kind == "added" else "",
        title=text,
    )


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in GOAL_FIELDS:
        if old.get(name, "") != new.get(name, ""):
            yield Change("changed", "goal", new["title"], name, old.get(name, ""), new.get(name, ""), new["title"])
    before = {step["id"]: step for step in old["steps"]}
    after = {step["id"] for step in new["steps"]}
    for step in new["steps"]:
        if step["id"] not in before:
            yield _step("added", new, step)
            continue
        was = before[step["id"]]
        for name in STEP_FIELDS:
            if was.get(name, "") != step.get(name, ""):
                yield Change(
                    "changed", "step", new["title"], name, was.get(name, ""), step.get(name, ""), step["title"]
                )
    for step in old["steps"]:
        if step["id"] not in after:
            yield _step("removed", new, step)
