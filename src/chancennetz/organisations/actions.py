"""The only way to change organisations and units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.audit.actions import record_write
from chancennetz.core import gate, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.text import clean_line, clean_text, sort_key
from chancennetz.organisations import queries
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation, Unit

ORGANISATION_FIELDS = ("name", "short_name", "kind", "municipality_key", "website", "phone", "email", "note")
UNIT_FIELDS = ("name", "street", "postcode", "town", "phone", "email", "latitude", "longitude")
_TYPE = "organisation"


def sort_name(name: str, short_name: str) -> str:
    """Return the text that lists are ordered and searched by: name, then short name."""
    return sort_key(f"{name} {short_name}")[:240]


def _tidy(fields: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise TypeError(f"unknown fields: {unknown}")
    tidy = {}
    for name, value in fields.items():
        tidy[name] = (clean_text if name == "note" else clean_line)(value) if isinstance(value, str) else value
    return tidy


def _check_name(name: str, other_than: Organisation | None = None) -> None:
    found = queries.find(name)
    if found is not None and (other_than is None or found.id != other_than.id):
        raise ValidationError({"name": _("There is already an organisation with this name.")})


@action
def create_organisation(
    *, by: Actor, name: str, kind: OrganisationKind | str, valid_from: dt.date | None = None, **fields: Any
) -> Organisation:
    """Create an organisation. `fields`: see ORGANISATION_FIELDS. Raises ValidationError naming what is wrong."""
    gate.require(by, "create", _TYPE)
    values = _tidy({"name": name, "kind": OrganisationKind(kind).value, **fields}, ORGANISATION_FIELDS)
    _check_name(values["name"])
    organisation = Organisation(**values, valid_from=valid_from or time.today())
    organisation.sort_name = sort_name(organisation.name, organisation.short_name)
    organisation.full_clean()
    organisation.save(force_insert=True)
    record_write(
        by=by, action="organisations.create", object_type=_TYPE, object_id=organisation.id, changed=sorted(values)
    )
    return organisation


@action
def change_organisation(*, by: Actor, organisation: Organisation, expected: int, **fields: Any) -> list[str]:
    """Change the named fields; returns those that really changed.

    Raises StaleVersion when somebody else saved after version `expected`.
    """
    gate.require(by, "update", _TYPE)
    values = _tidy(fields, ORGANISATION_FIELDS)
    if "name" in values:
        _check_name(values["name"], organisation)
    stored = Organisation.objects.get(pk=organisation.pk)
    changed = sorted(name for name, value in values.items() if getattr(stored, name) != value)
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.sort_name = sort_name(organisation.name, organisation.short_name)
    organisation.full_clean()
    if changed or stored.version != expected:
        organisation.save_version(expected=expected, fields=[*values, "sort_name"])
        record_write(
            by=by, action="organisations.change", object_type=_TYPE, object_id=organisation.id, changed=changed
        )
    return changed


@action
def end_organisation(*, by: Actor, organisation: Organisation, last_day: dt.date) -> Organisation:
    """End an organisation with a last day; its units end with it. It stays in everything that was."""
    gate.require(by, "end", _TYPE)
    if last_day < organisation.valid_from:
        raise ValidationError({"last_day": _("The last day lies before the first day.")})
    organisation.valid_to = last_day
    organisation.save_version(expected=organisation.version, fields=["valid_to"])
    for unit in organisation.units.filter(valid_to__isnull=True):
        unit.valid_to = max(last_day, unit.valid_from)
        unit.save_version(expected=unit.version, fields=["valid_to"])
    record_write(by=by, action="organisations.end", object_type=_TYPE, object_id=organisation.id, changed=["valid_to"])
    return organisation


@action
def add_unit(
    *, by: Actor, organisation: Organisation, name: str, valid_from: dt.date | None = None, **fields: Any
) -> Unit:
    """Add a contact point, team or outpost. `fields`: see UNIT_FIELDS."""
    gate.require(by, "create", _TYPE)
    unit = Unit(
        organisation=organisation, valid_from=valid_from or time.today(), **_tidy({"name": name, **fields}, UNIT_FIELDS)
    )
    _check_unit(unit)
    unit.save(force_insert=True)
    record_write(by=by, action="organisations.unit.add", object_type="unit", object_id=unit.id)
    return unit


def _check_unit(unit: Unit) -> None:
    if unit.postcode and not (unit.postcode.isascii() and unit.postcode.isdigit() and len(unit.postcode) == 5):
        raise ValidationError({"postcode": _("A postcode has five digits.")})
    same = Unit.objects.filter(organisation_id=unit.organisation_id, name__iexact=unit.name).exclude(pk=unit.pk)
    if same.exists():
        raise ValidationError({"name": _("This organisation already has a unit with this name.")})
    unit.full_clean()


@action
def change_unit(*, by: Actor, unit: Unit, expected: int, **fields: Any) -> Unit:
    """Change the named fields of a unit. Raises StaleVersion when somebody else saved in the meantime."""
    gate.require(by, "update", _TYPE)
    values = _tidy(fields, UNIT_FIELDS)
    for name, value in values.items():
        setattr(unit, name, value)
    _check_unit(unit)
    unit.save_version(expected=expected, fields=list(values))
    record_write(
        by=by, action="organisations.unit.change", object_type="unit", object_id=unit.id, changed=sorted(values)
    )
    return unit


@action
def end_unit(*, by: Actor, unit: Unit, last_day: dt.date) -> Unit:
    """End a unit with a last day."""
    gate.require(by, "end", _TYPE)
    if last_day < unit.valid_from:
        raise ValidationError({"last_day": _("The last day lies before the first day.")})
    unit.valid_to = last_day
    unit.save_version(expected=unit.version, fields=["valid_to"])
    record_write(by=by, action="organisations.unit.end", object_type="unit", object_id=unit.id, changed=["valid_to"])
    return unit
