"""Writes flat values to the tables. Rows that stay as they are keep their ids. Called by actions only."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chancennetz.core import time
from chancennetz.offerediting import values as flat
from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import PLAIN_GERMAN, LocationType
from chancennetz.supportmap.models import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    Eligibility,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    SpokenLanguage,
    TaxonomyTerm,
    Translation,
)


def _number(text: str) -> float | None:
    return float(text) if text else None


def set_service_fields(service: Service, values: flat.Values) -> list[str]:
    """Set the columns of the service itself; returns which. The caller saves."""
    names = [name for name in (*flat.SERVICE_TEXTS, *flat.FLAGS) if name in values]
    for name in names:
        setattr(service, name, values[name])
    for name in flat.AGES:
        if name in values:
            setattr(service, name, _number(values[name]))
            names.append(name)
    return names


def set_lists(service: Service, values: flat.Values) -> None:
    """Bring terms, eligibility, areas, languages and documents to the given lists."""
    for name, use in flat.TERMS.items():
        if name in values:
            _set_terms(service, use.value, values[name])
    for name, kind in flat.ELIGIBILITY.items():
        if name in values:
            stored = service.eligibility.filter(kind=kind)
            stored.exclude(value__in=values[name]).delete()
            for value in _missing(values[name], stored.values_list("value", flat=True)):
                Eligibility.objects.create(service=service, kind=kind, value=value)
    if "areas" in values:
        service.areas.exclude(area_key="").exclude(area_key__in=values["areas"]).delete()
        for key in _missing(values["areas"], service.areas.values_list("area_key", flat=True)):
            ServiceArea.objects.create(service=service, area_key=key)
    if "languages" in values:
        service.languages.exclude(code="").exclude(code__in=values["languages"]).delete()
        for code in _missing(values["languages"], service.languages.values_list("code", flat=True)):
            SpokenLanguage.objects.create(service=service, code=code, name=flat.LANGUAGES.get(code, code))
    if "required_documents" in values:
        service.required_documents.exclude(document__in=values["required_documents"]).delete()
        stored_words = service.required_documents.values_list("document", flat=True)
        for document in _missing(values["required_documents"], stored_words):
            RequiredDocument.objects.create(service=service, document=document)


def _missing(wanted: Iterable[str], stored: Iterable[str]) -> list[str]:
    there = set(stored)
    return [item for item in wanted if item not in there]


def _set_terms(service: Service, use: str, codes: list[str]) -> None:
    stored = Attribute.objects.filter(link_entity="service", link_id=service.pk, link_type=use)
    stored.exclude(term__code__in=codes).delete()
    there = set(stored.values_list("term__code", flat=True))
    terms = TaxonomyTerm.objects.filter(taxonomy__key=use, code__in=[code for code in codes if code not in there])
    Attribute.objects.bulk_create(
        Attribute(link_entity="service", link_id=service.pk, term=term, link_type=use) for term in terms
    )


def set_singles(service: Service, values: flat.Values) -> None:
    """Bring phone, price and plain text to the given values."""
    if "phone" in values:
        phone = service.phones.order_by("created_at", "id").first() or Phone(service=service, type="voice")
        _keep_or_drop(phone, "number", values["phone"])
    if "amount" in values or "amount_description" in values:
        cost = service.cost_options.order_by("created_at", "id").first() or CostOption(service=service)
        if "amount" in values:
            cost.amount = Decimal(values["amount"]) if values["amount"] else None
        cost.amount_description = values.get("amount_description", cost.amount_description)
        if cost.amount is None and not cost.amount_description:
            if not cost._state.adding:
                cost.delete()
        else:
            cost.save()
    if "plain_description" in values:
        set_text("service", service, "description", PLAIN_GERMAN, values["plain_description"])


def _keep_or_drop(row: Phone, field: str, value: str) -> None:
    if value:
        setattr(row, field, value)
        row.save()
    elif not row._state.adding:
        row.delete()


def set_text(table: str, record: Service | Location | TaxonomyTerm, field: str, language: str, text: str) -> None:
    """Keep a translation of a field as it reads now; an empty text removes it."""
    key: dict[str, Any] = {"table": table, "object_id": record.pk, "field": field, "language": language}
    if not text:
        Translation.objects.filter(**key).delete()
        return
    source = rules.content_hash(str(getattr(record, field)))
    stored = Translation.objects.filter(**key).first()
    if stored is None or stored.text != text:
        Translation.objects.update_or_create(
            **key, defaults={"text": text, "source_hash": source, "changed_at": time.now()}
        )


def set_place(service: Service, place: ServiceAtLocation | None, values: flat.Values) -> ServiceAtLocation | None:
    """Bring the place of an offer to the given values; a new one is made when there is something to say of it."""
    named = {name: value for name, value in values.items() if name in flat.PLACE}
    if not named:
        return place
    if place is None:
        if not any(value for name, value in named.items() if name != "approximate"):
            return None
        location = Location.objects.create(organisation_id=service.organisation_id, location_type=LocationType.PHYSICAL)
        place = ServiceAtLocation.objects.create(service=service, location=location)
    location = place.location
    for name, field in flat.LOCATION.items():
        if name in named:
            value = named[name]
            setattr(location, field, _number(value) if name in ("latitude", "longitude") else value)
    if location.confidential:
        location.latitude = location.longitude = None
    location.full_clean(exclude=["organisation"])
    location.version += 1
    location.save()
    _set_address(place, named)
    _set_accessibility(location, named)
    _set_hours(place, named)
    return place


def _set_address(place: ServiceAtLocation, values: flat.Values) -> None:
    named = {field: values[name] for name, field in flat.ADDRESS.items() if name in values}
    if not named:
        return
    address = flat.address_of(place) or Address(location=place.location)
    for field, value in named.items():
        setattr(address, field, value)
    if any(getattr(address, field) for field in flat.ADDRESS.values()):
        address.save()
    elif not address._state.adding:
        Address.guarded.filter(pk=address.pk).delete()


def _set_accessibility(location: Location, values: flat.Values) -> None:
    if "accessibility" not in values:
        return
    stored = location.accessibility.exclude(kind="")
    stored.exclude(kind__in=values["accessibility"]).delete()
    for kind in _missing(values["accessibility"], stored.values_list("kind", flat=True)):
        Accessibility.objects.create(location=location, kind=kind)


def _set_hours(place: ServiceAtLocation, values: flat.Values) -> None:
    if "opening_hours" not in values and "hours_notes" not in values:
        return
    schedule = flat.schedule_of(place) or Schedule(service_at_location=place)
    schedule.opening_hours = values.get("opening_hours", schedule.opening_hours)
    schedule.notes = values.get("hours_notes", schedule.notes)
    if schedule.opening_hours or schedule.notes:
        schedule.save()
    elif not schedule._state.adding and not schedule.freq:
        schedule.delete()
