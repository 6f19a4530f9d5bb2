"""Reading organisations and units."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Count, Q, QuerySet

from chancennetz.core import time
from chancennetz.core.text import normalise
from chancennetz.organisations.models import Organisation, Unit


def organisations(day: dt.date | None = None) -> QuerySet[Organisation]:
    """Return the organisations that exist on a day (default: today), by name."""
    found: QuerySet[Organisation] = Organisation.objects.on(day).order_by("sort_name")
    return found


def listed(search: str = "", *, with_ended: bool = False) -> QuerySet[Organisation]:
    """Return organisations for the list, with `unit_count`; `search` finds every word in name, short name or key."""
    rows: QuerySet[Organisation] = Organisation.objects.all() if with_ended else Organisation.objects.on()
    today = time.today()
    present = Q(units__valid_from__lte=today) & (Q(units__valid_to__isnull=True) | Q(units__valid_to__gte=today))
    rows = rows.annotate(unit_count=Count("units", filter=present))
    for word in normalise(search).split():
        rows = rows.filter(Q(sort_name__contains=word) | Q(municipality_key__startswith=word))
    return rows


def by_id(organisation_id: uuid.UUID) -> Organisation | None:
    """Return an organisation, None when there is none."""
    return Organisation.objects.filter(pk=organisation_id).first()


def find(name: str) -> Organisation | None:
    """Return the organisation with this name, whatever its capitals."""
    return Organisation.objects.filter(name__iexact=name.strip()).first()


def units(organisation_id: uuid.UUID) -> list[Unit]:
    """Return all units of an organisation, those that exist today first, then by name."""
    found = list(Unit.objects.filter(organisation_id=organisation_id))
    today = time.today()
    return sorted(found, key=lambda unit: (not unit.is_valid_on(today), normalise(unit.name)))


def unit_by_id(unit_id: uuid.UUID) -> Unit | None:
    """Return a unit with its organisation, None when there is none."""
    return Unit.objects.select_related("organisation").filter(pk=unit_id).first()
