"""Taxonomies and the terms of offers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from chancennetz.supportmap.constants import TermUse
from chancennetz.supportmap.models import Attribute, Service, Taxonomy, TaxonomyTerm


def terms(use: TermUse | str) -> list[TaxonomyTerm]:
    """Return the terms of a list that ships with the platform (its key is a TermUse), in their order."""
    key = TermUse(use).value
    return list(TaxonomyTerm.objects.filter(taxonomy__key=key).order_by("position", "name"))


def term(use: TermUse | str, code: str) -> TaxonomyTerm | None:
    """Return a term of such a list by its code, None when there is none."""
    return TaxonomyTerm.objects.filter(taxonomy__key=TermUse(use).value, code=code).first()


def terms_of(service_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, list[TaxonomyTerm]]]:
    """Return the terms of services: service id -> link type (a TermUse for our own lists) -> terms in order."""
    uses = Attribute.objects.filter(link_entity="service", link_id__in=list(service_ids), term__isnull=False)
    found: dict[uuid.UUID, dict[str, list[TaxonomyTerm]]] = {}
    for use in uses.select_related("term").order_by("term__position", "term__name"):
        if use.term is not None:
            found.setdefault(use.link_id, {}).setdefault(use.link_type, []).append(use.term)
    return found


def counts(services: QuerySet[Service], use: TermUse | str) -> dict[uuid.UUID, int]:
    """Return how many of the services carry each term of a list."""
    rows = Attribute.objects.filter(
        link_entity="service", link_type=TermUse(use).value, link_id__in=services.order_by().values("pk")
    )
    return {row["term"]: row["n"] for row in rows.values("term").annotate(n=Count("link_id", distinct=True))}


def taxonomies() -> QuerySet[Taxonomy]:
    """Return all taxonomies by name."""
    return Taxonomy.objects.order_by("name", "id")
