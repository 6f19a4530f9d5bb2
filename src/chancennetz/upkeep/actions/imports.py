"""Bringing many offers at once: from tables with a mapping. All or nothing; the same file again changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor, system_actor
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import ImportReport
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.actions.offers import create_offer, write_values
from chancennetz.offerediting.checks import check, doubts
from chancennetz.organisations.actions import create_organisation
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.supportmap import rights, search
from chancennetz.supportmap.models import Service
from chancennetz.upkeep import tablefile
from chancennetz.upkeep.geography import outside
from chancennetz.upkeep.mapping import OfferLine, OfferMapping, apply


class DryRun(Exception):
    """Undoes everything that a dry run has written."""


@action
def import_table(*, by: Actor, data: bytes, mapping: OfferMapping, dry_run: bool = False) -> ImportReport:
    """Create or bring up to date the offers of a CSV or XLSX file. With `dry_run` everything is tried and undone.

    Organisations that are missing are created. Raises ImportDefects with every defect, its row and column.
    """
    rights.require_editor(by)
    lines = apply(mapping, tablefile.read(data))
    _check_all(lines)
    result = _Result()
    try:
        with transaction.atomic():
            _write_all(by, mapping, lines, result)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    notes = [*result.notes, *_outside_notes(lines)]
    return ImportReport(
        dry_run=dry_run,
        created=tuple(result.created),
        changed=tuple(result.changed),
        unchanged=result.unchanged,
        notes=tuple(notes),
    )


class _Result:
    """What an import has done so far."""

    def __init__(self) -> None:
        self.created: list[str] = []
        self.changed: list[str] = []
        self.unchanged = 0
        self.notes: list[str] = []


def _check_all(lines: list[OfferLine]) -> None:
    defects: list[Defect] = []
    for line in lines:
        try:
            line.values.update(check(line.values))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                defects += [Defect(line.row, str(flat.LABELS.get(name, name)), message) for message in messages]
    if defects:
        raise ImportDefects(defects)


def _write_all(by: Actor, mapping: OfferMapping, lines: list[OfferLine], result: _Result) -> None:
    organisations = {row.name.casefold(): row for row in Organisation.objects.all()}
    stored = {row.source_key: row for row in Service.objects.filter(source=mapping.source).exclude(source_key="")}
    written: list[uuid.UUID] = []
    for line in lines:
        organisation = organisations.get(line.organisation.casefold())
        if organisation is None:
            organisation = _make_organisation(by, line, mapping)
            organisations[line.organisation.casefold()] = organisation
        service = stored.get(line.key) if line.key else None
        if service is None:
            service = create_offer(
                by=by,
                organisation=organisation,
                values=line.values,
                source=mapping.source,
                source_key=line.key,
                refresh_search=False,
            )
            result.created.append(service.name)
            written.append(service.pk)
        else:
            _bring_up_to_date(service, line, written, result)
        result.notes += [_("row %(row)s: %(note)s") % {"row": line.row, "note": note} for note in line.notes]
        result.notes += [
            _("row %(row)s: %(note)s") % {"row": line.row, "note": note}
            for note in doubts({**line.values, "opening_hours": ""})
        ]
    search.refresh(written)


def _bring_up_to_date(service: Service, line: OfferLine, written: list[uuid.UUID], result: _Result) -> None:
    changed = flat.differences(flat.snapshot(service), line.values)
    if not changed:
        result.unchanged += 1
        return
    write_values(service, {name: line.values[name] for name in changed})
    result.changed.append(f"{service.name}: {', '.join(changed)}")
    written.append(service.pk)


def _make_organisation(by: Actor, line: OfferLine, mapping: OfferMapping) -> Organisation:
    """Enter the organisation of a line. Editors need no right on organisations for that: the platform does it."""
    kind = mapping.organisation_kind
    known = kind if kind in OrganisationKind.values else OrganisationKind.OTHER.value
    key = str(line.values.get("municipality_key", ""))
    actor = system_actor(name=by.display_name or "Chancennetz")
    return create_organisation(by=actor, name=line.organisation[:200], kind=known, municipality_key=key)


def _outside_notes(lines: Iterable[OfferLine]) -> list[str]:
    """Say which places lie outside of the municipality that the file names (point in polygon)."""
    keys = {str(line.values.get("municipality_key", "")) for line in lines} - {""}
    areas = Area.objects.on(time.today()).filter(level=AreaLevel.MUNICIPALITY, key__in=keys, geometry__isnull=False)
    outlines = {area.key: (area.name, area.geometry) for area in areas}
    points = [
        (
            line.row,
            str(line.values["municipality_key"]),
            float(line.values["longitude"]),
            float(line.values["latitude"]),
        )
        for line in lines
        if line.values.get("latitude") and line.values.get("municipality_key")
    ]
    return [
        _("row %(row)s: this place lies outside of %(town)s") % {"row": row, "town": outlines[key][0]}
        for row, key in outside(points, {key: outline for key, (_name, outline) in outlines.items()})
    ]
