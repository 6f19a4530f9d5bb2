"""The only way to change areas: importing them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chancennetz.audit.actions import record_write
from chancennetz.core import gate, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import ImportReport, parse_json
from chancennetz.places import geometry
from chancennetz.places.area_file import AreaFile, AreaLine, read
from chancennetz.places.constants import COUNTY_NAMES, PARENT_LEVEL, AreaLevel
from chancennetz.places.models import Area

_ORDER = list(AreaLevel)
_Known = dict[tuple[str, str], Area]


class _DryRun(Exception):
    """Undoes everything that a dry run has written."""


@dataclasses.dataclass
class _Journal:
    created: list[str] = dataclasses.field(default_factory=list)
    changed: list[str] = dataclasses.field(default_factory=list)
    ended: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    unchanged: int = 0


@action
def import_areas(
    *, by: Actor, data: bytes, source: str = "", valid_from: dt.date | None = None, dry_run: bool = False
) -> ImportReport:
    """Bring areas from a GeoJSON file (see `area_file`). All or nothing.

    An area whose outline or name differs gets a new row from `valid_from` on (default: the day the file names, else
    today), and the old row ends the day before. Importing the same file again changes nothing. Areas that the file
    does not name stay. The county above a municipality is created when it is missing. With `dry_run` everything is
    tried and undone. Raises ImportDefects with every defect, its feature and column.
    """
    gate.require(by, "create", "area")
    file = read(parse_json(data), source)
    journal = _Journal(notes=list(file.notes))
    try:
        with transaction.atomic():
            _write(file, valid_from, journal)
            if journal.created or journal.changed or journal.ended:
                record_write(
                    by=by,
                    action="places.import",
                    object_type="area",
                    changed=[f"{len(journal.created)} created", f"{len(journal.changed)} changed"],
                )
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return ImportReport(
        dry_run=dry_run,
        created=tuple(journal.created),
        changed=tuple(journal.changed),
        ended=tuple(journal.ended),
        unchanged=journal.unchanged,
        notes=tuple(journal.notes),
    )


def _write(file: AreaFile, valid_from: dt.date | None, journal: _Journal) -> None:
    known: _Known = {(area.level, area.key): area for area in Area.objects.filter(valid_to__isnull=True)}
    defects: list[Defect] = []
    for line in sorted(file.areas, key=lambda line: _ORDER.index(line.level)):
        parent = _parent(line, known, valid_from, journal, defects)
        if not defects:
            _keep(line, parent, file.source, valid_from, known, journal)
    if defects:
        raise ImportDefects(defects)


def _parent(
    line: AreaLine, known: _Known, valid_from: dt.date | None, journal: _Journal, defects: list[Defect]
) -> Area | None:
    level = PARENT_LEVEL.get(line.level)
    if level is None or not line.parent:
        return None
    found = known.get((level, line.parent))
    if found is None and level is AreaLevel.COUNTY:
        name = COUNTY_NAMES.get(line.parent, "")
        if not name:
            name = _("County %(key)s") % {"key": line.parent}
            note = _("The file does not name the county %(key)s. Add a feature with this key and its name.")
            journal.notes.append(note % {"key": line.parent})
        found = Area.objects.create(
            key=line.parent, name=name, level=level, valid_from=valid_from or line.valid_from or time.today()
        )
        known[level, line.parent] = found
        journal.created.append(_label(found))
    if found is None:
        message = _("There is no area above with the key %(key)s.") % {"key": line.parent}
        defects.append(Defect(line.row, "parent", message, _("Import it first, or put it into this file.")))
    return found


def _label(area: Area) -> str:
    return f"{area.name} ({area.key})"


def _keep(
    line: AreaLine, parent: Area | None, source: str, valid_from: dt.date | None, known: _Known, journal: _Journal
) -> None:
    old = known.get((line.level, line.key))
    new = _row(line, parent, source, valid_from or line.valid_from or time.today())
    if old is None:
        new.save(force_insert=True)
        journal.created.append(_label(new))
    elif old.geometry == new.geometry and old.name == new.name:
        new = _update(old, new, journal)
    else:
        new = _replace(old, new, valid_from, journal)
    known[line.level, line.key] = new


def _row(line: AreaLine, parent: Area | None, source: str, valid_from: dt.date) -> Area:
    area = Area(key=line.key, name=line.name, level=line.level, parent=parent, source=source, valid_from=valid_from)
    if line.outline is not None:
        area.geometry = geometry.as_json(line.outline)
        area.square_kilometres = round(geometry.square_kilometres(line.outline), 4)
        area.centre_longitude, area.centre_latitude = geometry.centre(line.outline)
    else:
        area.source = ""
    return area


_MEASURES = ("geometry", "square_kilometres", "centre_longitude", "centre_latitude")


def _copy(old: Area, new: Area, fields: tuple[str, ...], journal: _Journal) -> Area:
    """Write the differing fields into the row that is there."""
    differing = [name for name in fields if getattr(old, name) != getattr(new, name)]
    if not differing:
        journal.unchanged += 1
        return old
    for name in differing:
        setattr(old, name, getattr(new, name))
    old.save_version(expected=old.version, fields=differing)
    journal.changed.append(f"{_label(old)}: {', '.join(differing)}")
    return old


def _update(old: Area, new: Area, journal: _Journal) -> Area:
    """Same outline and name: at most the source or the area above is corrected, in place."""
    return _copy(old, new, ("source", "parent"), journal)


def _replace(old: Area, new: Area, valid_from: dt.date | None, journal: _Journal) -> Area:
    """A new outline or name is a new row; the old one ends the day before. A row of the same day is corrected."""
    if valid_from is None and new.valid_from <= old.valid_from:
        new.valid_from = time.today()
    if new.valid_from <= old.valid_from:
        return _copy(old, new, ("name", "source", "parent", *_MEASURES), journal)
    old.valid_to = new.valid_from - dt.timedelta(days=1)
    old.save_version(expected=old.version, fields=["valid_to"])
    journal.ended.append(_label(old))
    new.save(force_insert=True)
    journal.created.append(_label(new))
    for child in Area.objects.filter(parent=old, valid_to__isnull=True):
        child.parent = new
        child.save_version(expected=child.version, fields=["parent"])
    return new
