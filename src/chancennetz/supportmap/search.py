"""Keeps the words by which offers are found: normalised text for beginnings of words, German full text for stems."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector

from chancennetz.core.text import normalise
from chancennetz.supportmap.models import Attribute, Service, ServiceAtLocation

_TEXTS = ("description", "alternate_name", "eligibility_description", "application_process", "legal_basis")
_VECTOR = (
    SearchVector("name", weight="A", config="german")
    + SearchVector("alternate_name", weight="B", config="german")
    + SearchVector("description", "eligibility_description", weight="C", config="german")
    + SearchVector("application_process", "legal_basis", weight="D", config="german")
)
_PORTION = 1000


def refresh(service_ids: Iterable[uuid.UUID]) -> None:
    """Bring the words of some services up to date, in few statements however many they are."""
    ids = list(service_ids)
    for start in range(0, len(ids), _PORTION):
        portion = ids[start : start + _PORTION]
        services = list(Service.objects.filter(pk__in=portion).select_related("organisation"))
        extra: dict[uuid.UUID, list[str]] = {}
        terms = Attribute.objects.filter(link_entity="service", link_id__in=portion, term__isnull=False)
        for service_id, name in terms.values_list("link_id", "term__name"):
            extra.setdefault(service_id, []).append(name)
        towns = ServiceAtLocation.objects.filter(service__in=portion, location__confidential=False)
        for service_id, name, town in towns.values_list("service", "location__name", "location__addresses__city"):
            extra.setdefault(service_id, []).extend(filter(None, (name, town)))
        for service in services:
            words = [service.name, service.organisation.name, service.organisation.short_name]
            words += [getattr(service, name) for name in _TEXTS] + extra.get(service.pk, [])
            service.keywords = normalise(" ".join(words))
        Service.objects.bulk_update(services, ["keywords"], batch_size=500)
        Service.objects.filter(pk__in=portion).update(search_vector=_VECTOR)
