"""What waits for the editors."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap.models import Service
from chancennetz.upkeep.models import ErrorReport, LinkCheck


def waiting_changes() -> list[ChangeRequest]:
    """Return proposals that wait for a decision, the oldest first."""
    rows = ChangeRequest.objects.filter(state=ChangeState.WAITING).select_related("service", "organisation")
    return list(rows.order_by("created_at"))


def change(change_id: uuid.UUID) -> ChangeRequest | None:
    """Return a proposal with its offer, None when there is none."""
    return ChangeRequest.objects.select_related("service", "organisation").filter(pk=change_id).first()


def open_reports() -> list[ErrorReport]:
    """Return visitors' reports that nobody has dealt with, the oldest first."""
    rows = ErrorReport.objects.filter(done_at__isnull=True).select_related("service", "service__organisation")
    return list(rows.order_by("created_at")[:200])


def report(report_id: uuid.UUID) -> ErrorReport | None:
    """Return a report, None when there is none."""
    return ErrorReport.objects.select_related("service").filter(pk=report_id).first()


def current_links() -> Iterator[tuple[str, Service]]:
    """Yield the addresses on the internet of offers shown today; old versions and ended offers do not count."""
    for service in Service.objects.public().exclude(url="").order_by("name"):
        yield service.url, service


def broken_links() -> list[dict[str, Any]]:
    """Return links of offers shown today that fail, with the page of the offer, the longest failing first."""
    failing = {check.url: check for check in LinkCheck.objects.filter(failing_since__isnull=False)}
    rows = [
        {
            "name": service.name,
            "page": reverse("offerediting:detail", args=[service.pk]),
            "url": url,
            "outcome": failing[url].outcome,
            "failing_since": failing[url].failing_since,
        }
        for url, service in current_links()
        if url in failing
    ]
    return sorted(rows, key=lambda row: (str(row["failing_since"]), str(row["name"])))
