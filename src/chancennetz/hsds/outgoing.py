"""From our tables to HSDS tables. Nothing of a confidential place leaves here: address, position, way."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from chancennetz import openinghours as pure
from chancennetz.hsds.columns import MAPS, PASSED_ON, from_column, lasting_id
from chancennetz.hsds.nesting import Row, Tables
from chancennetz.openinghours.recurrence import rows_of
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap import models
from chancennetz.supportmap.models.base import SINCE_EVER
from chancennetz.supportmap.queries import offers

_SECRET = ("latitude", "longitude", "transportation", "description", "external_identifier", "url")


def organisation_rows(organisation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """Return the HSDS rows of organisations by our id."""
    ids = list(organisation_ids)
    profiles = offers.profiles(ids)
    found = {}
    for organisation in Organisation.objects.filter(pk__in=ids).order_by("sort_name", "id"):
        profile = profiles.get(organisation.pk)
        row: Row = {
            "id": str(profile.hsds_id if profile else organisation.pk),
            "name": organisation.name,
            "alternate_name": organisation.short_name,
            "description": (profile.description if profile else "") or organisation.name,
            "email": organisation.email,
            "website": organisation.website,
            "legal_status": profile.legal_status if profile else "",
        }
        found[organisation.pk] = {name: value for name, value in row.items() if value} | (
            profile.extra if profile else {}
        )
    return found


class Collector:
    """Collects the HSDS tables of some services and of everything that hangs on them."""

    def __init__(self) -> None:
        self.tables: Tables = {}
        self._organisations: dict[uuid.UUID, str] = {}

    def _put(self, table: str, records: Iterable[Any]) -> list[Any]:
        """Turn records into rows; returns the records."""
        mapping = MAPS[table]
        rows = self.tables.setdefault(table, {})
        taken = list(records)
        for record in taken:
            row: Row = {"id": str(record.pk)}
            for field, (column, target) in mapping.references.items():
                value = getattr(record, f"{column}_id")
                if value is not None:
                    row[field] = self._organisations.get(value, "") if target == "organization" else str(value)
            for field, column in mapping.columns.items():
                value = from_column(getattr(record, column))
                if value is None:
                    value = mapping.stand_ins.get(field)
                if value is not None:
                    row[field] = value
            rows[row["id"]] = {name: value for name, value in row.items() if value != ""} | getattr(record, "extra", {})
        return taken

    def services(self, services: QuerySet[models.Service]) -> Tables:
        """Collect public services with their organisations, places, details, terms and translations."""
        rows = list(services)
        ids = [row.pk for row in rows]
        self._know_organisations({row.organisation_id for row in rows})
        self._put("service", rows)
        places = list(
            models.ServiceAtLocation.objects.on()
            .filter(service__in=ids, location__in=models.Location.objects.on())
            .order_by("service", "id")
        )
        locations = self._locations({place.location_id for place in places})
        self._put("service_at_location", places)
        self._details(ids, [place.pk for place in places], [row.pk for row in locations])
        self._terms(ids)
        self.passed_on()
        self._tidy()
        return self.tables

    def _know_organisations(self, ids: set[uuid.UUID]) -> None:
        found = organisation_rows(ids)
        self._organisations |= {key: row["id"] for key, row in found.items()}
        self.tables.setdefault("organization", {}).update({row["id"]: row for row in found.values()})

    def _locations(self, ids: set[uuid.UUID]) -> list[models.Location]:
        rows = list(models.Location.objects.filter(pk__in=ids).order_by("id"))
        self._know_organisations({row.organisation_id for row in rows if row.organisation_id})
        self._put("location", rows)
        for row in rows:
            if row.confidential:
                kept = self.tables["location"][str(row.pk)]
                for name in (*_SECRET, *row.extra):
                    kept.pop(name, None)
        return rows

    def _details(self, services: list[uuid.UUID], places: list[uuid.UUID], locations: list[uuid.UUID]) -> None:
        organisations = list(self._organisations)
        here = Q(service__in=services) | Q(location__in=locations)
        at_place = here | Q(service_at_location__in=places)
        contacts = models.ContactPoint.objects.filter(at_place | Q(organisation__in=organisations)).order_by("id")
        contact_ids = [row.pk for row in self._put("contact", contacts)]
        phones = models.Phone.objects.filter(
            at_place | Q(organisation__in=organisations) | Q(contact__in=contact_ids)
        ).order_by("id")
        phone_ids = [row.pk for row in self._put("phone", phones)]
        self._put("address", models.Address.objects.filter(location__in=locations).order_by("id"))
        self._schedules(list(models.Schedule.objects.filter(at_place).order_by("id")))
        languages = models.SpokenLanguage.objects.filter(here | Q(phone__in=phone_ids))
        self._put("language", languages.order_by("id"))
        self._put("accessibility", models.Accessibility.objects.filter(location__in=locations).order_by("id"))
        by_service: tuple[tuple[str, type[Any]], ...] = (
            ("service_area", models.ServiceArea),
            ("required_document", models.RequiredDocument),
            ("cost_option", models.CostOption),
            ("de_eligibility", models.Eligibility),
            ("service_capacity", models.Capacity),
        )
        for table, model in by_service:
            self._put(table, model.objects.filter(service__in=services).order_by("id"))

    def _schedules(self, schedules: list[models.Schedule]) -> None:
        """Put schedules; those written in OpenStreetMap's way also as plain recurrences for other readers."""
        self._put("schedule", schedules)
        rows = self.tables["schedule"]
        for schedule in schedules:
            if not schedule.opening_hours:
                continue
            hours = pure.parse(schedule.opening_hours)
            row = rows[str(schedule.pk)]
            row["description"] = pure.describe(hours, "de")
            parents = {name: value for name, value in row.items() if name.endswith("_id")}
            period: Row = {name: row[name] for name in ("valid_from", "valid_to") if name in row}
            for number, plain in enumerate(rows_of(hours)[0]):
                derived = str(lasting_id(f"{schedule.pk}/{number}"))
                opens, closes = from_column(plain.opens_at), from_column(plain.closes_at)
                values = {"freq": plain.freq, "byday": plain.byday, "byweekno": plain.byweekno}
                values |= {"opens_at": opens or "", "closes_at": closes or "", "de_derived_from": str(schedule.pk)}
                rows[derived] = {
                    "id": derived,
                    **parents,
                    **period,
                    **{key: value for key, value in values.items() if value},
                }

    def _terms(self, services: list[uuid.UUID]) -> None:
        records = [
            uuid.UUID(key) for table in ("service", "location", "service_at_location") for key in self.tables[table]
        ]
        uses = models.Attribute.objects.filter(link_id__in=records).order_by("id")
        used = self._put("attribute", uses)
        self.terms({use.term_id for use in used if use.term_id})
        translated = [uuid.UUID(key) for table in self.tables for key in self.tables[table] if _is_uuid(key)]
        self._put("de_translation", models.Translation.objects.filter(object_id__in=translated).order_by("id"))

    def foreign_attributes(self) -> None:
        """Collect attributes of records that are none of ours: passed on as they came."""
        ours = ("service", "location", "service_at_location", "organization")
        rows = models.Attribute.objects.exclude(link_entity__in=ours).order_by("id")
        self._put("attribute", rows)

    def terms(self, ids: set[uuid.UUID] | None) -> Tables:
        """Collect terms with those above them and their taxonomies; None means all."""
        rows = models.TaxonomyTerm.objects.order_by("taxonomy", "position", "id")
        wanted = rows if ids is None else rows.filter(pk__in=ids)
        terms = list(wanted)
        above = {term.parent_id for term in terms if term.parent_id} - {term.pk for term in terms}
        self._put("taxonomy_term", terms)
        if above:
            self.terms(above)
        named = models.Taxonomy.objects.order_by("name", "id")
        if ids is not None:
            named = named.filter(pk__in={term.taxonomy_id for term in terms if term.taxonomy_id})
        self._put("taxonomy", named)
        return self.tables

    def passed_on(self, *, foreign: bool = False) -> None:
        """Put the rows that are passed on: those of the collected records; with `foreign` all that hang on nothing."""
        known = {key for rows in self.tables.values() for key in rows}
        hidden = {str(key) for key in models.Service.objects.values_list("pk", flat=True)} - known if foreign else set()
        for row in models.HsdsRow.objects.filter(table__in=PASSED_ON).order_by("id"):
            named = {str(value) for key, value in row.data.items() if key.endswith("_id")}
            if not named or named & known or (foreign and not named & hidden):
                self.tables.setdefault(row.table, {})[str(row.pk)] = {"id": str(row.pk), **row.data}

    def _tidy(self) -> None:
        """Leave out what says nothing: empty tables, the first day when nobody knows it."""
        for rows in self.tables.values():
            for row in rows.values():
                if row.get("de_valid_from") == SINCE_EVER.isoformat():
                    del row["de_valid_from"]
        for table in [name for name, rows in self.tables.items() if not rows]:
            del self.tables[table]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def everything() -> Tables:
    """Return the whole public map, with all taxonomies."""
    collector = Collector()
    collector.services(offers.public_services())
    collector.foreign_attributes()
    collector.passed_on(foreign=True)
    return collector.terms(None)
