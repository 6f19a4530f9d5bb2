"""From HSDS tables to ours: what is new, what differs. Nothing is ever deleted by an import.

Records are found by their id. Values that a column cannot hold, references that lead nowhere and fields without column
are kept in `extra` and go out again unchanged, so import, export, import again changes nothing.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.db import models as django
from django.utils.translation import gettext as _

from chancennetz import openinghours as pure
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.text import clean_line
from chancennetz.hsds.columns import MAPS, PASSED_ON, TableMap, Unfit, lasting_id, to_column
from chancennetz.hsds.nesting import Row, Tables
from chancennetz.organisations.actions import create_organisation, sort_name
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap import models
from chancennetz.supportmap.constants import TEXT
from chancennetz.supportmap.models.base import SINCE_EVER

_ORGANISATION = {"name": "name", "alternate_name": "short_name", "email": "email", "website": "website"}
_PROFILE = ("description", "legal_status")
_PORTION = 1000


@dataclasses.dataclass
class Result:
    """What an import did: names of new and changed records, how many stayed, what to look at."""

    created: list[str] = dataclasses.field(default_factory=list)
    changed: list[str] = dataclasses.field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = dataclasses.field(default_factory=list)
    services: list[uuid.UUID] = dataclasses.field(default_factory=list)


class Importer:
    """Writes HSDS tables. `by` creates missing organisations."""

    def __init__(self, by: Any, source: str) -> None:
        self.by = by
        self.source = source
        self.result = Result()
        self._organisations: dict[str, uuid.UUID] = {}
        self._known: dict[str, set[uuid.UUID]] = {}

    def load(self, tables: Tables) -> Result:
        """Write all tables in the order in which records find what they point to."""
        for row in tables.get("organization", {}).values():
            self._organisation(row)
        for table in MAPS:
            self._table(table, list(tables.get(table, {}).values()))
        for table in PASSED_ON:
            self._pass_on(table, list(tables.get(table, {}).values()))
        return self.result

    def _say(self, stored: bool, changed: bool, name: str) -> None:
        if not stored:
            self.result.created.append(name)
        elif changed:
            self.result.changed.append(name)
        else:
            self.result.unchanged += 1

    def _organisation(self, row: Row) -> None:
        hsds_id = lasting_id(row["id"])
        profile = models.OrganisationProfile.objects.filter(hsds_id=hsds_id).select_related("organisation").first()
        organisation = profile.organisation if profile else Organisation.objects.filter(pk=hsds_id).first()
        name = clean_line(str(row["name"]))[:200]
        values, rest = self._organisation_values(row)
        if organisation is None:
            organisation = Organisation.objects.filter(name__iexact=name).first()
            if (
                organisation is not None
                and models.OrganisationProfile.objects.filter(organisation=organisation).exists()
            ):
                message = _("Another organisation is called %(name)s already.") % {"name": name}
                raise ImportDefects([Defect(None, f"organization {row['id']}", message)])
        made = organisation is None
        if organisation is None:
            organisation = create_organisation(by=self.by, name=name, kind="other")
        self._organisations[str(row["id"])] = organisation.pk
        changed = self._set(organisation, {"name": name, **values})
        if changed:
            organisation.sort_name = sort_name(organisation.name, organisation.short_name)
            organisation.save()
        if profile is None and (made or rest or hsds_id != organisation.pk or values.get("description")):
            profile = models.OrganisationProfile(organisation=organisation, hsds_id=hsds_id)
        if profile is not None:
            shown = {name: clean_line(str(row.get(name, "")))[:TEXT] for name in _PROFILE if name in row}
            if shown.get("description") == name:
                shown["description"] = ""
            fresh = profile._state.adding
            differs = self._set(profile, {**shown, "extra": {**profile.extra, **rest}})
            if fresh or differs:
                profile.save()
                changed = changed or (differs and not fresh)
        self._say(not made, changed, name)

    def _organisation_values(self, row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
        """Part the fields of an organisation into our columns and the rest."""
        values: dict[str, Any] = {}
        rest = {key: value for key, value in row.items() if key not in {"id", "name", *_ORGANISATION, *_PROFILE}}
        for field, column in _ORGANISATION.items():
            if field == "name" or field not in row:
                continue
            try:
                values[column] = to_column(Organisation, column, row[field])
            except Unfit:
                rest[field] = row[field]
        return values, rest

    def _set(self, record: Any, values: dict[str, Any]) -> bool:
        changed = False
        for name, value in values.items():
            if getattr(record, name) != value:
                setattr(record, name, value)
                changed = True
        return changed

    def _knows(self, table: str, key: uuid.UUID) -> bool:
        """Tell whether a record to point to is there."""
        if table not in self._known:
            self._known[table] = set(MAPS[table].model._default_manager.values_list("pk", flat=True))
        return key in self._known[table]

    def _table(self, table: str, rows: list[Row]) -> None:
        mapping = MAPS[table]
        model: Any = mapping.model
        manager = model.guarded if hasattr(model, "guarded") else model._default_manager
        wanted = [row for row in rows if not row.get("de_derived_from")]
        for start in range(0, len(wanted), _PORTION):
            portion = wanted[start : start + _PORTION]
            stored = manager.in_bulk([lasting_id(row["id"]) for row in portion])
            if table == "de_translation":
                self._know_translations(portion, stored)
            fresh: list[Any] = []
            differing: list[Any] = []
            for row in portion:
                record = stored.get(lasting_id(row["id"]))
                known = record is not None
                if record is None:
                    record = self._new(table, model, lasting_id(row["id"]))
                changed = self._fill(table, mapping, record, row)
                self._say(known, changed, f"{table} {row.get('name') or row['id']}")
                (differing if known and changed else [] if known else fresh).append(record)
            self._save(table, manager, mapping, fresh, differing)

    def _know_translations(self, portion: list[Row], stored: dict[uuid.UUID, Any]) -> None:
        """Find translations that are here under another id: there is one of each field in each language."""
        rows = {row["id"]: row for row in portion if lasting_id(row["id"]) not in stored}
        ids = [lasting_id(row["resource_id"]) for row in rows.values() if row.get("resource_id")]
        here = {
            (one.table, one.object_id, one.field, one.language): one
            for one in models.Translation.objects.filter(object_id__in=ids)
        }
        for key, row in rows.items():
            named = (row.get("resource_type"), lasting_id(row.get("resource_id")), row.get("field_name"))
            found = here.get((*named, row.get("language")))  # type: ignore[arg-type]  # a key with None finds nothing
            if found is not None:
                stored[lasting_id(key)] = found

    def _new(self, table: str, model: Any, key: uuid.UUID) -> Any:
        record = model(pk=key)
        if hasattr(record, "valid_from") and table != "schedule" and table != "cost_option":
            record.valid_from = SINCE_EVER
        if table == "service":
            record.source = self.source
        return record

    def _save(self, table: str, manager: Any, mapping: TableMap, fresh: list[Any], differing: list[Any]) -> None:
        self._known.setdefault(table, set(manager.values_list("pk", flat=True))).update(row.pk for row in fresh)
        if table == "taxonomy_term":  # a term may point to one that comes later
            for record in fresh:
                record.save(force_insert=True)
        else:
            manager.bulk_create(fresh, batch_size=_PORTION)
        if differing:
            columns = [*mapping.columns.values(), *(column for column, _table in mapping.references.values())]
            if any(field.name == "extra" for field in mapping.model._meta.fields):
                columns.append("extra")
            manager.bulk_update(differing, columns, batch_size=_PORTION)
        if table == "service":
            self.result.services += [record.pk for record in (*fresh, *differing)]

    def _fill(self, table: str, mapping: TableMap, record: Any, row: Row) -> bool:
        """Set the columns of a record from a row; returns whether anything differs from before."""
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for field, value in row.items():
            if field == "id":
                continue
            if field in mapping.references:
                column, target = mapping.references[field]
                found = self._reference(target, value)
                if found is None:
                    extra[field] = value
                else:
                    values[f"{column}_id"] = found
            elif field in mapping.columns:
                self._column(mapping, field, value, values, extra)
            else:
                extra[field] = value
        self._settle(table, record, row, values, extra)
        if hasattr(record, "extra"):  # a shorter form of a record takes nothing away
            values["extra"] = {**record.extra, **extra}
        return self._set(record, values)

    def _column(self, mapping: TableMap, field: str, value: Any, values: dict[str, Any], extra: dict[str, Any]) -> None:
        column = mapping.columns[field]
        if mapping.stand_ins.get(field) == str(value):
            value = ""
        try:
            values[column] = to_column(mapping.model, column, value)
        except Unfit:
            extra[field] = value

    def _reference(self, target: str, value: Any) -> uuid.UUID | None:
        if target == "organization":
            if str(value) in self._organisations:
                return self._organisations[str(value)]
            profile = models.OrganisationProfile.objects.filter(hsds_id=lasting_id(value)).first()
            if profile is not None:
                return profile.organisation_id
            known = Organisation.objects.filter(pk=lasting_id(value)).exists()
            return lasting_id(value) if known else None
        key = lasting_id(value)
        return key if self._knows(target, key) else None

    def _settle(
        self, table: str, record: django.Model, row: Row, values: dict[str, Any], extra: dict[str, Any]
    ) -> None:
        """Bring values in line with what the tables allow; what does not fit goes to `extra`."""
        if table == "service" and "organisation_id" not in values and not getattr(record, "organisation_id", None):
            message = _("The service has no organisation.")
            raise ImportDefects([Defect(None, f"service {record.pk}", message)])
        if table == "service_at_location" and not {"service_id", "location_id"} <= values.keys():
            raise ImportDefects(
                [Defect(None, f"service_at_location {record.pk}", _("Service or location is missing."))]
            )
        if table == "location":
            self._settle_position(row, values, extra)
        if table == "schedule" and values.get("opening_hours"):
            said = pure.describe(pure.parse(values["opening_hours"]), "de")
            if values.get("description") == said:
                values["description"] = ""
        if table == "service":
            for name in ("minimum_age", "maximum_age"):
                age = values.get(name)
                if age is not None and not 0 <= age <= 150:
                    extra[name] = row[name]
                    values[name] = None

    def _settle_position(self, row: Row, values: dict[str, Any], extra: dict[str, Any]) -> None:
        latitude, longitude = values.get("latitude"), values.get("longitude")
        fits = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
        if values.get("confidential"):
            values["latitude"] = values["longitude"] = None
        elif not fits:
            for name in ("latitude", "longitude"):
                if values.get(name) is not None:
                    extra[name] = row[name]
                    values[name] = None

    def _pass_on(self, table: str, rows: list[Row]) -> None:
        stored = models.HsdsRow.objects.in_bulk([lasting_id(row["id"]) for row in rows])
        for row in rows:
            key = lasting_id(row["id"])
            data = {name: value for name, value in row.items() if name != "id"}
            known = stored.get(key)
            changed = known is not None and known.data != data
            if known is None or changed:
                models.HsdsRow.objects.update_or_create(pk=key, defaults={"table": table, "data": data})
            self._say(known is not None, changed, f"{table} {row['id']}")
