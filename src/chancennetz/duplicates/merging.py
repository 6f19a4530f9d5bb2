"""Joining two records of one human being and taking them apart again. Called by `actions.merge` and `undo_merge` only.

Every row of the platform that names the merged record is pointed to the kept one, in whichever room it lies: the
database model says which rows these are. A row that would then say the same thing twice is put aside. All of it is
noted, so that it can be undone.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

from chancennetz.core import time
from chancennetz.duplicates.models import PersonMerge
from chancennetz.people.models import Person, PersonKey

#: Rows that belong to the record itself and are not moved.
_OWN = (PersonKey, PersonMerge, Person)


def _references() -> Iterator[tuple[type[models.Model], str]]:
    """Yield (model, foreign key) of everything that names a person."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in _OWN:
            yield relation.related_model, relation.field.name


def _label(model: type[models.Model], field: str) -> str:
    return f"{model._meta.label_lower}.{field}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def join(kept: Person, merged: Person, taken: list[str]) -> str:
    """Point everything to the kept record; returns what is needed to undo it, as JSON."""
    moved: dict[str, list[str]] = {}
    aside: dict[str, list[str]] = {}
    for model, field in _references():
        for pk in list(model._default_manager.filter(**{field: merged}).values_list("pk", flat=True)):
            place = moved if _moved(model, field, pk, kept) else aside
            place.setdefault(_label(model, field), []).append(str(pk))
    ended = _end_doubles(aside)
    before = {name: _plain(getattr(kept, name)) for name in taken}
    for name in taken:
        setattr(kept, name, getattr(merged, name))
    kept.save_version(expected=kept.version, fields=taken)
    merged.merged_into = kept
    merged.save_version(expected=merged.version, fields=["merged_into"])
    after = {name: _plain(getattr(kept, name)) for name in taken}
    return json.dumps({"before": before, "after": after, "moved": moved, "ended": ended})


def _moved(model: type[models.Model], field: str, pk: uuid.UUID, kept: Person) -> bool:
    """Point one row to the kept record; False when the database says that this would be the same twice."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**{field: kept})
    except IntegrityError:
        return False
    return True


def _end_doubles(aside: dict[str, list[str]]) -> list[list[str]]:
    """End the open rows that stay with the merged record, so that nobody is counted twice."""
    ended = []
    today = time.today()
    for model, field in _references():
        names = {one.name for one in model._meta.get_fields()}
        if not {"valid_from", "valid_to"} <= names:
            continue
        rows = model._default_manager.filter(pk__in=aside.get(_label(model, field), []), valid_to__isnull=True)
        for row in rows:
            row.valid_to = max(today, row.valid_from)  # type: ignore[attr-defined]  # looked for above
            row.save(update_fields=["valid_to"])
            ended.append([model._meta.label_lower, str(row.pk)])
    return ended


def part(kept: Person, merged: Person, before: str) -> None:
    """Give the merged record back what came from it. Fields edited since the merge keep their newer value."""
    state = json.loads(before)
    for model, field in _references():
        model._default_manager.filter(pk__in=state["moved"].get(_label(model, field), [])).update(**{field: merged})
    models_by_label = {model._meta.label_lower: model for model, _field in _references()}
    for label, pk in state["ended"]:
        models_by_label[label]._default_manager.filter(pk=pk).update(valid_to=None)
    restored = [name for name, value in state["after"].items() if _plain(getattr(kept, name)) == value]
    for name in restored:
        value = state["before"][name]
        setattr(kept, name, dt.date.fromisoformat(value) if name == "birth_date" and value else value)
    kept.save_version(expected=kept.version, fields=restored)
    merged.merged_into = None
    merged.save_version(expected=merged.version, fields=["merged_into"])
