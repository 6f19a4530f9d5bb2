"""Offers of any state for the staff, with their proposals and places."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from chancennetz.core.text import normalise
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap.models import Service, ServiceAtLocation


def listed(search: str = "", organisation_id: uuid.UUID | None = None) -> QuerySet[Service]:
    """Return offers of any state for the staff, found by all words, of one organisation if named."""
    rows: QuerySet[Service] = Service.objects.select_related("organisation")
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    for word in normalise(search).split():
        rows = rows.filter(Q(keywords__contains=word) | Q(organisation__sort_name__contains=word))
    return rows


def changes_of(service: Service) -> list[ChangeRequest]:
    """Return the proposals about an offer, the newest first."""
    return list(ChangeRequest.objects.filter(service=service).order_by("-created_at")[:10])


def place(place_id: uuid.UUID) -> ServiceAtLocation | None:
    """Return a place of an offer with both, None when there is none."""
    return ServiceAtLocation.objects.select_related("service__organisation", "location").filter(pk=place_id).first()
