"""How versions are named and shown."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse

from chancennetz.access import file_pages
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import kept
from chancennetz.casework.kept import Kept
from chancennetz.casework.queries import VersionView
from chancennetz.core import time
from chancennetz.ui import answering


def address(file_id: uuid.UUID, kind: str, object_id: uuid.UUID) -> str:
    """Return where the versions of a record are shown."""
    return reverse("casework:history_of", args=[file_id, kind, object_id])


def kept_as(kind: str) -> Kept:
    """Return what is kept of a kind of record, or answer that there is no such page."""
    if kind not in kept.shown():
        raise Http404
    return kept.shown()[kind][1]


def find(request: FileRequest, kind: str, object_id: uuid.UUID) -> Any:
    """Return the record, or answer that there is no such page."""
    file: FamilyFile = request.file
    if not file_pages.opens(request, kept_as(kind).facet):
        raise Http404
    model = kept.shown()[kind][0]
    return answering.or_404(model._default_manager.select_related("file").filter(file=file, pk=object_id).first())


def chosen_day(text: str) -> dt.date | None:
    """Return the day that was asked for, None when it is no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if time.EARLIEST_DAY <= day <= time.LATEST_DAY else None


def _text(own: Kept, name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in own.choices and value in own.choices[name].values:
        return str(own.choices[name](value).label)
    if name.endswith("_on"):
        return time.format_date(dt.date.fromisoformat(value))
    return str(value + 1) if name == "position" else str(value)


def pairs(kind: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (label, text) of what a version held."""
    own = kept_as(kind)
    return [(str(own.labels[name]), _text(own, name, value)) for name, value in content.items() if name in own.labels]


@dataclasses.dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version as the page shows it."""

    number: int
    made_at: dt.datetime
    made_by: str
    changed: str
    pairs: list[tuple[str, str]]


def shown(view: VersionView) -> ShownVersion:
    """Return a version as the page shows it."""
    labels = kept_as(view.object_type).labels
    changed = ", ".join(str(labels[name]) for name in view.changed if name in labels)
    return ShownVersion(view.number, view.made_at, view.made_by, changed, pairs(view.object_type, view.content))
