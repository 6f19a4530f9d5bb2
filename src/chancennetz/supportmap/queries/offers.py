"""Offers: which there are on a day, found by terms, town, language, words; with all that hangs on them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, Q, QuerySet

from chancennetz.core import time
from chancennetz.core.text import normalise
from chancennetz.supportmap.models import (
    Address,
    Attribute,
    Capacity,
    Location,
    OrganisationProfile,
    Service,
    ServiceAtLocation,
)


def public_services(day: dt.date | None = None) -> QuerySet[Service]:
    """Return the services that everybody may see on a day (default: today), by name; organisation at hand."""
    found: QuerySet[Service] = Service.objects.public(day).select_related("organisation").order_by("name", "id")
    return found


def public_service(service_id: uuid.UUID, day: dt.date | None = None) -> Service | None:
    """Return one public service with everything that hangs on it, None when the public may not see it."""
    return with_details(public_services(day).filter(pk=service_id), day).first()


def any_service(service_id: uuid.UUID) -> Service | None:
    """Return a service of any state and time with its organisation (for staff), None when there is none."""
    return Service.objects.select_related("organisation").filter(pk=service_id).first()


def of_organisation(organisation_id: uuid.UUID) -> QuerySet[Service]:
    """Return all services of an organisation, also ended and unreleased ones, by name."""
    found: QuerySet[Service] = Service.objects.filter(organisation_id=organisation_id).order_by("name", "id")
    return found


def with_terms(services: QuerySet[Service], term_ids: Iterable[uuid.UUID]) -> QuerySet[Service]:
    """Narrow to services that carry at least one of the terms. Call it once for each group of terms."""
    uses = Attribute.objects.filter(link_entity="service", term__in=list(term_ids))
    return services.filter(pk__in=uses.values("link_id"))


def with_languages(services: QuerySet[Service], codes: Iterable[str]) -> QuerySet[Service]:
    """Narrow to services given in at least one of the languages (ISO 639 codes), at the service or at a place."""
    wanted = list(codes)
    here = Q(languages__code__in=wanted) | Q(places__location__languages__code__in=wanted)
    return services.filter(pk__in=Service.objects.filter(here).values("pk"))


def in_town(services: QuerySet[Service], municipality_key: str) -> QuerySet[Service]:
    """Narrow to services that are in a town, or whose area covers it (8 digits; the county's key covers its towns)."""
    keys = [municipality_key, municipality_key[:5]]
    here = Q(places__location__municipality_key=municipality_key) | Q(areas__area_key__in=keys)
    return services.filter(pk__in=Service.objects.filter(here).values("pk"))


def free_of_charge(services: QuerySet[Service]) -> QuerySet[Service]:
    """Narrow to services that have a price of nothing."""
    return services.filter(pk__in=Service.objects.filter(cost_options__amount=0).values("pk"))


def with_words(services: QuerySet[Service], words: str) -> QuerySet[Service]:
    """Narrow to services whose text has all words, by German word stem or as the beginning of a word.

    "Beratungen" finds "Beratung"; "schuld" finds "Schuldnerberatung" (German joins words, stems do not part them).
    """
    found = services
    for word in words.split()[:10]:
        plain = normalise(word)
        if plain:
            stem = Q(search_vector=SearchQuery(word, config="german"))
            found = found.filter(stem | Q(keywords__contains=plain))
    return found


def with_details(services: QuerySet[Service], day: dt.date | None = None) -> QuerySet[Service]:
    """Fetch everything that hangs on services in a fixed number of queries.

    Places valid on the day lie in `service.shown_places` (ServiceAtLocation with `location`); addresses of
    confidential places are left out, their coordinates do not exist.
    """
    places = ServiceAtLocation.objects.on(day).select_related("location").order_by("location__name", "id")
    places = places.filter(location__in=Location.objects.on(day)).prefetch_related(
        Prefetch("location__addresses", queryset=Address.objects.order_by("id")),
        "location__phones",
        "location__contacts__phones",
        "location__languages",
        "location__accessibility",
        "location__schedules",
        "phones",
        "contacts__phones",
        "schedules",
    )
    return services.prefetch_related(
        Prefetch("places", queryset=places, to_attr="shown_places"),
        "phones__languages",
        "contacts__phones",
        "schedules",
        "languages",
        "cost_options",
        "eligibility",
        "required_documents",
        "areas",
        Prefetch("capacities", queryset=Capacity.objects.order_by("unit", "-counted_on")),
    )


def mappable(day: dt.date | None = None) -> QuerySet[Location]:
    """Return places with a position that carry a public service on a day; never a confidential one."""
    shown = ServiceAtLocation.objects.on(day).filter(service__in=Service.objects.public(day))
    found: QuerySet[Location] = Location.objects.on(day).filter(
        confidential=False, latitude__isnull=False, pk__in=shown.values("location")
    )
    return found.order_by("name", "id")


def newest_capacity(service: Service) -> list[Capacity]:
    """Return the newest count of each unit of a service fetched with `with_details`."""
    newest: dict[str, Capacity] = {}
    for count in sorted(service.capacities.all(), key=lambda row: row.counted_on):
        newest[count.unit] = count
    return list(newest.values())


def profiles(organisation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, OrganisationProfile]:
    """Return what the map knows about organisations, by organisation id."""
    rows = OrganisationProfile.objects.filter(organisation__in=list(organisation_ids))
    return {row.organisation_id: row for row in rows}


def stale_services(day: dt.date, limit: dt.date) -> QuerySet[Service]:
    """Return public services nobody has called correct since `limit`, the longest waiting first."""
    old = Q(assured_date__isnull=True) | Q(assured_date__lt=limit)
    return public_services(day).filter(old).order_by("assured_date", "name")


def changed_since(moment: dt.datetime | None = None) -> dt.datetime | None:
    """Return when a public service was last changed (after a moment), None when none was."""
    rows = Service.objects.filter(last_modified__gt=moment) if moment else Service.objects.all()
    newest: dt.datetime | None = rows.order_by("-last_modified").values_list("last_modified", flat=True).first()
    return newest


def today() -> dt.date:
    """Return the day for which pages ask (Berlin)."""
    return time.today()
