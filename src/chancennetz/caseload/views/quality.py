"""The data quality list: what is missing, late or contradictory, and the click that mends it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import FileRequest
from chancennetz.caseload.queries.quality import QualityPage, quality_page
from chancennetz.caseload.views import common
from chancennetz.casework.quality import Severity, checks
from chancennetz.handovers.file_pages import case_worker
from chancennetz.ui.parts import Chip, Crumb

_TONES = {Severity.URGENT: "danger", Severity.IMPORTANT: "warning", Severity.HINT: "neutral"}


@declare.on(ObjectType.CASELOAD, Action.LIST)
def gaps(request: FileRequest) -> HttpResponse:
    """Gaps in one's own files, for a team lead in the team's."""
    actor = case_worker(request)
    chosen = {name: request.GET.get(name, "")[:60] for name in ("severity", "check", "lead")}
    if chosen["check"] not in checks():
        chosen["check"] = ""
    if chosen["severity"] not in Severity.values:
        chosen["severity"] = ""
    found = quality_page(
        actor,
        page=common.number(request.GET.get("page", "1")),
        check=chosen["check"],
        severity=chosen["severity"],
        lead=chosen["lead"],
    )

    def address(**other: str | int) -> str:
        values = {name: value for name, value in (chosen | other).items() if value}
        return reverse("caseload:quality") + (f"?{urlencode(values)}" if values else "")

    context = {
        "breadcrumb": [Crumb(_("Families"), reverse("casework:list")), Crumb(_("What is missing"))],
        "found": found,
        "rows": [(row, _TONES[Severity(row.check.severity)]) for row in found.rows],
        "severities": _severities(found, chosen["severity"], address),
        "checks": _checks(found, chosen["check"], address),
        "leads": _leads(found, chosen["lead"], address) if actor.role == Role.TEAM_LEAD else [],
        "previous": address(page=found.page - 1) if found.page > 1 else "",
        "next": address(page=found.page + 1) if found.page < found.pages else "",
        "is_filtered": any(chosen.values()),
        "all": reverse("caseload:quality"),
    }
    return render(request, "caseload/quality.html", context)


def _severities(found: QualityPage, current: str, address: Callable[..., str]) -> list[Chip]:
    total = sum(found.by_severity.values())
    chips = [Chip(f"{_('All')} ({total})", address(severity="", page=0), current=not current)]
    return chips + [
        Chip(
            f"{one.label} ({found.by_severity.get(one.value, 0)})",
            address(severity=one.value, page=0),
            current=current == one,
        )
        for one in Severity
        if found.by_severity.get(one.value) or current == one
    ]


def _checks(found: QualityPage, current: str, address: Callable[..., str]) -> list[Chip]:
    known = checks()
    chips = [Chip(_("Everything"), address(check="", page=0), current=not current)]
    return chips + [
        Chip(f"{check.label} ({found.by_check[key]})", address(check=key, page=0), current=current == key)
        for key, check in known.items()
        if key in found.by_check
    ]


def _leads(found: QualityPage, current: str, address: Callable[..., str]) -> list[Chip]:
    chips = [Chip(_("Everybody"), address(lead="", page=0), current=not current)]
    return chips + [
        Chip(f"{name} ({number})", address(lead=str(user_id), page=0), current=current == str(user_id))
        for user_id, (name, number) in found.by_lead.items()
    ]
