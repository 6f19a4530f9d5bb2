"""Reading take-up, demand, supply and reachability. What is counted leaves this room protected."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from django.db.models import Max, Q, QuerySet, Sum

from chancennetz.access.constants import Role
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.places.models import Area
from chancennetz.places.queries import areas_on
from chancennetz.supportmap.constants import TermUse
from chancennetz.supportmap.models import Service, ServiceAtLocation, TaxonomyTerm
from chancennetz.supportmap.queries.offers import in_town, of_organisation, public_services
from chancennetz.takeup import rules
from chancennetz.takeup.constants import SMALL_NUMBER, AgeBand, Journey, SignalKind
from chancennetz.takeup.models import ChildrenCount, DemandSignal, Reach, ReferralCount, TakeUp
from chancennetz.takeup.rules import Figures, Supply
from smallarea.disclosure.protected import ProtectedTable
from smallarea.small_numbers import protect_counts


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceFigures:
    """An offer with its take-up in a quarter as it may be shown: None is "not known", "" is hidden (small number)."""

    service: Service
    places: int | None
    used: int | str | None
    waiting: int | str | None
    turned_away: int | str | None
    load: float | None


def _figures(row: TakeUp) -> Figures:
    return Figures(row.places, row.used, row.waiting, row.turned_away)


def entered(service_ids: Iterable[uuid.UUID], quarter: dt.date) -> dict[uuid.UUID, TakeUp]:
    """Return what providers entered for a quarter, by service (one query)."""
    return {row.service_id: row for row in TakeUp.objects.filter(service__in=list(service_ids), quarter=quarter)}


def counted(service_ids: Iterable[uuid.UUID], quarter: dt.date) -> dict[uuid.UUID, dict[str, int]]:
    """Return what referrals counted in a quarter, by service and event (one query)."""
    rows = ReferralCount.objects.filter(
        service__in=list(service_ids), day__gte=quarter, day__lt=rules.next_quarter(quarter)
    )
    found: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for row in rows.values("service", "event").annotate(total=Sum("number")):
        if row["total"] > 0:
            found[row["service"]][row["event"]] = row["total"]
    return found


def quarter_figures(services: QuerySet[Service], quarter: dt.date) -> list[ServiceFigures]:
    """Return the take-up of services in a quarter, by name (three queries).

    Persons who use, wait or were turned away are counts of persons: each column is protected as one table.
    """
    shown = list(services)
    ids = [one.pk for one in shown]
    rows, events = entered(ids, quarter), counted(ids, quarter)
    known = {
        one.pk: rules.merged(_figures(rows[one.pk]) if one.pk in rows else None, events.get(one.pk, {}))
        for one in shown
    }
    used = _protected({pk: one.used for pk, one in known.items()})
    waiting = _protected({pk: one.waiting for pk, one in known.items()})
    turned_away = _protected({pk: one.turned_away for pk, one in known.items()})
    return [
        ServiceFigures(
            service=one,
            places=known[one.pk].places,
            used=used[one.pk],
            waiting=waiting[one.pk],
            turned_away=turned_away[one.pk],
            load=known[one.pk].load if used[one.pk] != "" else None,
        )
        for one in shown
    ]


def _protected(counts: Mapping[uuid.UUID, int | None]) -> dict[uuid.UUID, int | str | None]:
    """Return the counts with "" where one must be hidden; what is not known stays None."""
    known: dict[Hashable, int | Mapping[Hashable, int]] = {
        str(key): count for key, count in counts.items() if count is not None
    }
    table = protect_counts(known, SMALL_NUMBER, dimensions=("offer",)) if known else None
    return {
        key: None if count is None or table is None else "" if table.is_suppressed((str(key),)) else count
        for key, count in counts.items()
    }


def known_quarters() -> list[dt.date]:
    """Return the quarters one may look at: from the first that has numbers (or the present one), newest first."""
    first = TakeUp.objects.order_by("quarter").values_list("quarter", flat=True).first()
    counts = ReferralCount.objects.order_by("day").values_list("day", flat=True).first()
    days = [day for day in (first, counts) if day is not None]
    return rules.quarters(min(days, default=time.today()), time.today())


def own_services(actor: Actor) -> QuerySet[Service]:
    """Return the services whose numbers somebody enters: of the own organisation, for the network all public ones."""
    if actor.role == Role.NETWORK:
        return public_services()
    if actor.organisation_id is None:
        return Service.objects.none()
    living = Service.objects.on(time.today()).values("pk")
    return of_organisation(actor.organisation_id).filter(pk__in=living).select_related("organisation")


# --- demand --------------------------------------------------------------------------------------------------------


def signals(kind: SignalKind, first: dt.date, last: dt.date) -> ProtectedTable | None:
    """Return how often each topic was named in a period, protected; None without signals (one query)."""
    rows = DemandSignal.objects.filter(kind=kind.value, month__range=(first, last)).values("topic")
    ordered = rows.annotate(total=Sum("number")).order_by("-total", "topic")
    found: dict[Hashable, int | Mapping[Hashable, int]] = {row["topic"]: int(row["total"]) for row in ordered}
    return protect_counts(found, SMALL_NUMBER, dimensions=("topic",)) if found else None


def topics() -> list[str]:
    """Return what one may wish for: the kinds of offers of the directory, by name (one query)."""
    found = TaxonomyTerm.objects.filter(taxonomy__key=TermUse.OFFER_TYPE)
    return list(found.order_by("name").values_list("name", flat=True).distinct())


# --- supply --------------------------------------------------------------------------------------------------------


def children(bands: Iterable[AgeBand] = AgeBand) -> dict[tuple[str, AgeBand], int]:
    """Return the newest number of children by area and life stage (two queries)."""
    newest = ChildrenCount.objects.aggregate(day=Max("day"))["day"]
    rows = ChildrenCount.objects.filter(day=newest, age_band__in=[band.value for band in bands])
    return {(row.area_key, AgeBand(row.age_band)): row.number for row in rows}


def children_source() -> tuple[str, dt.date] | None:
    """Return source and day of the newest numbers of children."""
    row = ChildrenCount.objects.order_by("-day").first()
    return (row.source, row.day) if row else None


def supply(areas: Iterable[Area], band: AgeBand) -> list[Supply]:
    """Return offers and children of a life stage in each area (one query per area and two more).

    An offer counts where it is found, or whose area it serves by its own words; the numbers say nothing about persons.
    """
    counts = children([band])
    offers = {
        area.key: sum(
            rules.serves_band(band, minimum, maximum)
            for minimum, maximum in in_town(public_services(), area.key).values_list("minimum_age", "maximum_age")
        )
        for area in areas
    }
    return [Supply(key, band, number, counts.get((key, band))) for key, number in offers.items()]


# --- reachability --------------------------------------------------------------------------------------------------


def reach_computed_at() -> dt.datetime | None:
    """Return when reachability was last computed, None when never."""
    moment: dt.datetime | None = Reach.objects.aggregate(moment=Max("created_at"))["moment"]
    return moment


def reachable(area: Area, journey: Journey, minutes: int) -> list[tuple[Service, int, bool]]:
    """Return what one gets to from an area within some minutes: (service, minutes, on foot), nearest first.

    Two queries. A service with several places counts with its nearest one.
    """
    rows = Reach.objects.filter(area=area, journey=journey.value, minutes__lte=minutes)
    near = {row.location_id: (row.minutes, row.on_foot) for row in rows}
    found: dict[uuid.UUID, tuple[Service, int, bool]] = {}
    for link in _links(near):
        away, on_foot = near[link.location_id]
        best = found.get(link.service_id)
        if best is None or away < best[1]:
            found[link.service_id] = (link.service, away, on_foot)
    return sorted(found.values(), key=lambda one: (one[1], one[0].name))


def _links(location_ids: Iterable[uuid.UUID]) -> QuerySet[ServiceAtLocation]:
    day = time.today()
    links: QuerySet[ServiceAtLocation] = ServiceAtLocation.objects.on(day).filter(
        location__in=list(location_ids), service__in=Service.objects.public(day)
    )
    return links.select_related("service__organisation")


def reachable_counts(journey: Journey, minutes: int, services: QuerySet[Service] | None = None) -> Counter[uuid.UUID]:
    """Return how many services one gets to from each area within some minutes (two queries)."""
    wanted = Q(service__in=services if services is not None else Service.objects.public(time.today()))
    places: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    links = ServiceAtLocation.objects.on(time.today()).filter(wanted)
    for location, service in links.values_list("location_id", "service_id"):
        places[location].add(service)
    reached: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    rows = Reach.objects.filter(journey=journey.value, minutes__lte=minutes, location__in=list(places))
    for area, location in rows.values_list("area_id", "location_id"):
        reached[area] |= places[location]
    return Counter({area: len(found) for area, found in reached.items()})


def towns() -> list[Area]:
    """Return the areas that people know: the municipalities of today, by name."""
    return list(areas_on().filter(level="municipality"))
