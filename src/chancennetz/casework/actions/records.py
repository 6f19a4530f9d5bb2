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
from chancennetz.access.constants import Action
from chancennetz.audit.actions import record_many, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.casework import kept, rules
from chancennetz.casework.models import Revision
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text

#: A record in a family file with a version; its table is registered in `casework.kept`.
Record = Any


def _as_json(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"a version does not keep {type(value).__name__}")


def content_of(row: Record, **more: Any) -> str:
    """Return a record as the JSON text of a version; `more` adds what lies in other tables."""
    names = kept.of(row).fields
    return json.dumps({name: getattr(row, name) for name in names} | more, default=_as_json, ensure_ascii=False)


def _revision(row: Record, by: Actor, more: Mapping[str, Any]) -> Revision:
    return Revision(
        file_id=row.file_id,
        object_type=kept.of(row).name,
        object_id=row.id,
        number=row.version,
        content=content_of(row, **more),
        made_by=by.user_id,
        made_by_name=by.display_name[:120],
    )


def keep(row: Record, by: Actor, **more: Any) -> None:
    """Write the present content of a record as a version."""
    _revision(row, by, more).save(force_insert=True)


def log(row: Record, by: Actor, verb: str, *, changed: Iterable[str] = (), persons: Iterable[uuid.UUID] = ()) -> None:
    """Write the log row of a change; `persons` are those besides the file whom it concerns."""
    own = kept.of(row)
    record_write(
        by=by,
        action=f"{row._meta.app_label}.{own.name}.{verb}",
        object_type=own.name,
        object_id=row.id,
        subjects=[row.file_id, *persons],
        facet=own.facet,
        changed=changed,
    )


def insert(row: Record, by: Actor, *, persons: Iterable[uuid.UUID] = (), **more: Any) -> None:
    """Save a new record with its first version and its log row."""
    row.save(force_insert=True)
    keep(row, by, **more)
    log(row, by, "add", persons=persons)


def insert_many(rows: Sequence[Record], by: Actor, more: Mapping[uuid.UUID, Mapping[str, Any]] | None = None) -> None:
    """Save many new records of one kind with versions and log rows in few statements (demo, imports)."""
    if not rows:
        return
    own, room = kept.of(rows[0]), rows[0]._meta.app_label
    more = more or {}
    type(rows[0]).objects.bulk_create(rows, batch_size=500)
    Revision.objects.bulk_create([_revision(row, by, more.get(row.id, {})) for row in rows], batch_size=500)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": f"{room}.{own.name}.add",
            "object_type": own.name,
            "object_id": row.id,
            "subjects": [row.file_id, *(uuid.UUID(str(one)) for one in more.get(row.id, {}).get("person_ids", ()))],
            "facet": own.facet,
        }
        for row in rows
    )


def alter(
    row: Record,
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
def restore_version(*, by: Actor, row: Record, number: int) -> list[str]:
    """Bring the wording of an earlier version back, as a new version. Returns the names of what changed.

    Raises Conflict when there is no such version.
    """
    require_in_file(by, Action.UPDATE, kept.of(row).facet, row.file)
    revision = Revision.objects.filter(object_id=row.id, number=number, file_id=row.file_id).first()
    if revision is None:
        raise Conflict(_("There is no such version."))
    stored = json.loads(revision.content)
    new = {name: _from_json(name, stored[name]) for name in kept.of(row).wording if name in stored}
    return alter(row, by, new, verb="restore")


def _from_json(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name.endswith("_on") and value else value


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
