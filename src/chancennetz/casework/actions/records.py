"""What every action of casework does besides its own work: keep the version, write the log row."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_many, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.casework import rules
from chancennetz.casework.models import Case, ContactEntry, Goal, Participant, Revision, Step, SubGoal
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text

Kept = Case | Goal | SubGoal | Step | ContactEntry | Participant

#: What a version keeps, by kind of record: name in log and revision, facet, fields.
KEPT: dict[type[Any], tuple[str, Facet, tuple[str, ...]]] = {
    Case: (
        "case",
        Facet.INTAKE,
        (
            "channel",
            "channel_place",
            "first_contact_on",
            "concern",
            "case_type",
            "assessed_on",
            "assessment",
            "exit_on",
            "exit_reason",
        ),
    ),
    Goal: (
        "goal",
        Facet.PLAN,
        (
            "title",
            "why",
            "life_area",
            "state",
            "due_on",
            "agreed_on",
            "closed_on",
            "position",
            "smart",
            "hurdles",
            "attainment",
        ),
    ),
    SubGoal: ("sub_goal", Facet.PLAN, ("title", "state", "position")),
    Step: (
        "step",
        Facet.PLAN,
        (
            "title",
            "owner_kind",
            "owner_person_id",
            "owner_user_id",
            "owner_name",
            "due_on",
            "remind_on",
            "done_on",
            "position",
            "sub_goal_id",
        ),
    ),
    ContactEntry: (
        "contact",
        Facet.CONTACT,
        (
            "happened_at",
            "minutes",
            "travel_minutes",
            "medium",
            "place",
            "reached",
            "module",
            "topics",
            "subjects",
            "accompanied_to",
            "meeting_id",
            "note",
            "deleted_at",
        ),
    ),
    Participant: ("participant", Facet.CONTACT, ("modules", "module_starts", "entry_on", "exit_on")),
}


def _as_json(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"a version does not keep {type(value).__name__}")


def content_of(row: Kept, **more: Any) -> str:
    """Return a record as the JSON text of a version; `more` adds what lies in other tables."""
    names = KEPT[type(row)][2]
    return json.dumps({name: getattr(row, name) for name in names} | more, default=_as_json, ensure_ascii=False)


def _revision(row: Kept, by: Actor, more: Mapping[str, Any]) -> Revision:
    return Revision(
        file_id=row.file_id,
        object_type=KEPT[type(row)][0],
        object_id=row.id,
        number=row.version,
        content=content_of(row, **more),
        made_by=by.user_id,
        made_by_name=by.display_name[:120],
    )


def keep(row: Kept, by: Actor, **more: Any) -> None:
    """Write the present content of a record as a version."""
    _revision(row, by, more).save(force_insert=True)


def log(row: Kept, by: Actor, verb: str, *, changed: Iterable[str] = (), persons: Iterable[uuid.UUID] = ()) -> None:
    """Write the log row of a change; `persons` are those besides the file whom it concerns."""
    name, facet, _fields = KEPT[type(row)]
    record_write(
        by=by,
        action=f"casework.{name}.{verb}",
        object_type=name,
        object_id=row.id,
        subjects=[row.file_id, *persons],
        facet=facet,
        changed=changed,
    )


def insert(row: Kept, by: Actor, *, persons: Iterable[uuid.UUID] = (), **more: Any) -> None:
    """Save a new record with its first version and its log row."""
    row.save(force_insert=True)
    keep(row, by, **more)
    log(row, by, "add", persons=persons)


def insert_many(rows: Sequence[Kept], by: Actor, more: Mapping[uuid.UUID, Mapping[str, Any]] | None = None) -> None:
    """Save many new records of one kind with versions and log rows in few statements (demo, imports)."""
    if not rows:
        return
    name, facet, _fields = KEPT[type(rows[0])]
    more = more or {}
    type(rows[0]).objects.bulk_create(rows, batch_size=500)
    Revision.objects.bulk_create([_revision(row, by, more.get(row.id, {})) for row in rows], batch_size=500)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": f"casework.{name}.add",
            "object_type": name,
            "object_id": row.id,
            "subjects": [row.file_id, *(uuid.UUID(str(one)) for one in more.get(row.id, {}).get("person_ids", ()))],
            "facet": facet,
        }
        for row in rows
    )


def alter(
    row: Kept,
    by: Actor,
    new: Mapping[str, Any],
    *,
    expected: int | None = None,
    verb: str = "change",
    persons: Iterable[uuid.UUID] = (),
    more: Mapping[str, Any] | None = None,
    force: bool = False,
) -> list[str]:
    """Write new values if they differ, with version and log row; return the names of what changed.

    `expected` is the version that the reader saw; raises StaleVersion when somebody saved in between, also when the
    new values happen to be the same. `more` goes into the version (what lies in other tables); `force` writes one even
    if no column differs.
    """
    changed = rules.changed_fields({name: getattr(row, name) for name in new}, new)
    if not changed and not force and (expected is None or expected == row.version):
        return []
    for name, value in new.items():
        setattr(row, name, value)
    row.save_version(expected=row.version if expected is None else expected, fields=list(new))
    keep(row, by, **(more or {}))
    log(row, by, verb, changed=changed, persons=persons)
    return changed


@action
def record_plan_printed(*, by: Actor, file: FamilyFile, large_print: bool) -> None:
    """Log that the plan was made as a PDF to hand over. Raises NotAllowed for those who may not print it."""
    decision = require_in_file(by, Action.EXPORT, Facet.PLAN, file)
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action="casework.plan.print",
        object_type="plan",
        object_id=file.id,
        subjects=[file.id],
        facet=Facet.PLAN,
        basis=decision.reason,
        changed=["large_print"] if large_print else [],
    )


_DATES = {"first_contact_on", "assessed_on", "exit_on", "due_on", "agreed_on", "closed_on", "done_on"}
#: What is brought back when an earlier version is restored. States and days follow their own actions.
_WORDING: dict[type[Any], tuple[str, ...]] = {
    Case: ("channel", "channel_place", "first_contact_on", "concern", "assessment"),
    Goal: ("title", "why", "life_area", "due_on"),
    SubGoal: ("title",),
    Step: ("title", "due_on", "owner_kind", "owner_name"),
}


@action
def restore_version(*, by: Actor, row: Case | Goal | SubGoal | Step, number: int) -> list[str]:
    """Bring the wording of an earlier version back, as a new version. Returns the names of what changed.

    Raises Conflict when there is no such version.
    """
    require_in_file(by, Action.UPDATE, KEPT[type(row)][1], row.file)
    revision = Revision.objects.filter(object_id=row.id, number=number, file_id=row.file_id).first()
    if revision is None:
        raise Conflict(_("There is no such version."))
    stored = json.loads(revision.content)
    new = {name: _from_json(name, stored[name]) for name in _WORDING[type(row)] if name in stored}
    return alter(row, by, new, verb="restore")


def _from_json(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name in _DATES and value else value


def check_day(day: dt.date | None, field: str, *, past: bool) -> None:
    """Raise a ValidationError that says what to do when a day cannot be right."""
    if day is None:
        return
    today = time.today()
    if past and not rules.is_contact_day(day, today):
        late = day > today
        text = _("This day lies in the future. Please check the date.") if late else _("Please check the year.")
        raise ValidationError({field: text})
    if not past and not rules.is_plan_day(day, today):
        raise ValidationError({field: _("Please check the year: plans reach at most ten years ahead.")})


def check_text(text: str, field: str, message: str) -> str:
    """Return the tidy text (as it will be stored); raises a ValidationError when nothing is left."""
    tidy = clean_text(text)
    if not tidy:
        raise ValidationError({field: message})
    return tidy
