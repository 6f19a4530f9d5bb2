"""Which column of which table of ours holds which field of HSDS, and how values are turned into each other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models as django

from chancennetz.core.text import clean_text
from chancennetz.supportmap import models

_NAMESPACE = uuid.UUID("6f2c1f1e-5a0b-4c5e-9a53-8d1d7a4f9c11")


class Unfit(ValueError):
    """A value that our column cannot hold; it is kept beside and goes out again unchanged."""


def lasting_id(text: Any) -> uuid.UUID:
    """Return the id of a record as UUID; one that is none gets a lasting UUID made from it."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.uuid5(_NAMESPACE, str(text))


@dataclasses.dataclass(frozen=True, slots=True)
class TableMap:
    """One table: our model; HSDS field -> column; HSDS reference -> (column of the foreign key, table)."""

    model: type[django.Model]
    columns: dict[str, str]
    references: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    #: Values that HSDS wants and we leave empty: HSDS field -> what goes out then (and comes in as empty).
    stand_ins: dict[str, str] = dataclasses.field(default_factory=dict)


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


def _parents(*tables: str) -> dict[str, tuple[str, str]]:
    columns = {"organization": "organisation"}
    return {f"{table}_id": (columns.get(table, table), table) for table in tables}


_PERIOD = {"de_valid_from": "valid_from", "de_valid_to": "valid_to"}

MAPS: dict[str, TableMap] = {
    "taxonomy": TableMap(
        models.Taxonomy,
        _same("name description uri") | {"version": "edition", "de_key": "key"},
        {},
        {"description": "–"},
    ),
    "taxonomy_term": TableMap(
        models.TaxonomyTerm,
        _same("code name description language term_uri") | {"de_icon": "icon", "de_position": "position"},
        {"taxonomy_id": ("taxonomy", "taxonomy"), "parent_id": ("parent", "taxonomy_term")},
        {"description": "–"},
    ),
    "service": TableMap(
        models.Service,
        _same(
            "name alternate_name description url email status interpretation_services application_process "
            "fees_description wait_time accreditations licenses eligibility_description minimum_age maximum_age "
            "assured_date assurer_email alert last_modified"
        )
        | _PERIOD
        | {
            "de_legal_basis": "legal_basis",
            "de_by_appointment": "by_appointment",
            "de_urgent_help": "urgent_help",
            "de_source": "source",
            "de_source_key": "source_key",
        },
        _parents("organization"),
    ),
    "location": TableMap(
        models.Location,
        _same(
            "location_type name alternate_name description transportation url latitude longitude external_identifier "
            "external_identifier_type"
        )
        | _PERIOD
        | {
            "de_confidential": "confidential",
            "de_approximate": "approximate",
            "de_municipality_key": "municipality_key",
        },
        _parents("organization"),
    ),
    "service_at_location": TableMap(
        models.ServiceAtLocation, _same("description") | _PERIOD, _parents("service", "location")
    ),
    "contact": TableMap(
        models.ContactPoint,
        _same("name title department email"),
        _parents("organization", "service", "service_at_location", "location"),
    ),
    "phone": TableMap(
        models.Phone,
        _same("number extension type description"),
        _parents("organization", "service", "service_at_location", "location", "contact"),
    ),
    "address": TableMap(
        models.Address,
        _same("attention address_1 address_2 city region state_province postal_code country address_type"),
        _parents("location"),
        {"address_1": "–", "city": "–", "state_province": "NW", "postal_code": "–"},
    ),
    "schedule": TableMap(
        models.Schedule,
        _same(
            "valid_from valid_to dtstart until count freq interval byday byweekno bymonthday byyearday opens_at "
            "closes_at description schedule_link attending_type notes"
        )
        | {"de_opening_hours": "opening_hours"},
        _parents("service", "location", "service_at_location"),
    ),
    "service_area": TableMap(
        models.ServiceArea,
        _same("name description extent extent_type uri") | {"de_area_key": "area_key"},
        _parents("service"),
    ),
    "required_document": TableMap(models.RequiredDocument, _same("document uri"), _parents("service")),
    "language": TableMap(models.SpokenLanguage, _same("name code note"), _parents("service", "location", "phone")),
    "accessibility": TableMap(
        models.Accessibility, _same("description details url") | {"de_kind": "kind"}, _parents("location")
    ),
    "cost_option": TableMap(
        models.CostOption, _same("valid_from valid_to option currency amount amount_description"), _parents("service")
    ),
    "attribute": TableMap(
        models.Attribute,
        _same("link_id link_entity link_type value"),
        {"taxonomy_term_id": ("term", "taxonomy_term")},
    ),
    "de_eligibility": TableMap(models.Eligibility, _same("kind value"), _parents("service")),
    "service_capacity": TableMap(
        models.Capacity,
        _same("description")
        | {
            "available": "free",
            "maximum": "places",
            "updated": "counted_on",
            "de_unit": "unit",
            "de_waiting": "waiting",
        },
        _parents("service"),
    ),
    "de_translation": TableMap(
        models.Translation,
        _same("language text source_hash")
        | {"resource_type": "table", "resource_id": "object_id", "field_name": "field"},
    ),
}
#: Tables that are passed on without being edited here.
PASSED_ON = ("program", "funding", "organization_identifier", "metadata", "meta_table_description", "unit", "url")
#: In this order records find what they point to.
ORDER = ("organization", *MAPS, *PASSED_ON)


def _number(field: django.Field[Any, Any], text: str) -> Any:
    try:
        if isinstance(field, django.DecimalField):
            return Decimal(text).quantize(Decimal("0.01"))
        return float(text) if isinstance(field, django.FloatField) else int(float(text))
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise Unfit(text) from error


def _moment(field: django.Field[Any, Any], text: str) -> Any:
    try:
        if isinstance(field, django.DateTimeField):
            found = dt.datetime.fromisoformat(text)
            return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        if isinstance(field, django.DateField):
            return dt.date.fromisoformat(text[:10])
        time = dt.time.fromisoformat(text)
    except ValueError as error:
        raise Unfit(text) from error
    if time.tzinfo is not None:
        raise Unfit(text)
    return time


def to_column(model: type[django.Model], column: str, value: Any) -> Any:
    """Return the value for a column. Raises Unfit when it does not fit there."""
    field: Any = model._meta.get_field(column)
    text = clean_text(str(value))
    if isinstance(field, django.BooleanField):
        return text.lower() in {"true", "1", "yes"}
    if isinstance(field, django.UUIDField):
        return lasting_id(text)
    if text == "":
        return None if field.null else ""
    if isinstance(field, django.FloatField | django.DecimalField | django.IntegerField):
        return _number(field, text)
    if isinstance(field, django.DateField | django.TimeField):
        return _moment(field, text)
    if field.max_length and len(text) > field.max_length:
        raise Unfit(text)
    return text


def from_column(value: Any) -> Any:
    """Return a stored value as HSDS writes it; None when there is nothing to write."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value or None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime):
        exact = "microseconds" if value.microsecond % 1000 else "milliseconds"
        return value.astimezone(dt.UTC).isoformat(timespec=exact).replace("+00:00", "Z")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
