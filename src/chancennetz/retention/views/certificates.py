"""The register of deletions: certificates as page, PDF and JSON."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import declare
from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.retention import exports, queries
from chancennetz.retention.constants import ProposalKind
from chancennetz.retention.models import Certificate
from chancennetz.retention.views.common import CountTable, crumbs, may
from chancennetz.ui import parts
from chancennetz.ui.tables import Column, Table


def _checked(certificate: Any) -> str:
    return exports.check_words(certificate)


class CertificateTable(Table):
    """Every deletion, newest first."""

    caption = gettext_lazy("Certificates of deletion")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            kind="number",
            align="left",
            head=True,
            url=lambda one: reverse("retention:certificate", args=[one.pk]),
        ),
        Column("created_at", gettext_lazy("Deleted on"), kind="moment"),
        Column("organisation", gettext_lazy("Organisation"), value=lambda one: str(one.organisation), sort=False),
        Column("kind", gettext_lazy("Why"), value=lambda one: str(ProposalKind(one.kind).label), sort=False),
        Column("check", gettext_lazy("Second check"), value=_checked, sort=False),
    )
    default_sort = "-number"
    filename = "loeschnachweise"
    files = False
    empty_title = gettext_lazy("Nothing has been deleted yet")
    empty_text = gettext_lazy("After each deletion its proof stands here. It names nobody.")


@declare.on(ObjectType.RETENTION, Action.LIST)
def certificates(request: Request) -> HttpResponse:
    """The register."""
    table = CertificateTable(queries.certificates(), request)
    context = {"table": table, "breadcrumb": crumbs(parts.Crumb(_("Certificates of deletion")))}
    return render(request, "retention/certificates.html", context)


def _find(certificate_id: uuid.UUID) -> Certificate:
    return get_object_or_404(queries.certificates(), pk=certificate_id)


@declare.on(ObjectType.RETENTION, Action.READ)
def certificate(request: Request, certificate_id: uuid.UUID) -> HttpResponse:
    """One certificate: what was deleted, why, by whom, and whether the signature fits."""
    found = _find(certificate_id)
    said = json.loads(found.content)
    context = {
        "certificate": found,
        "title": exports.title(found),
        "lead": exports.lead(said),
        "facts": exports.facts(said),
        "counts": CountTable(queries.counts_in_words(said["rows_by_table"]), request),
        "proof": exports.proof(found),
        "genuine": queries.is_genuine(found),
        "check": exports.check_words(found),
        "may_export": may(request, Action.EXPORT),
        "breadcrumb": crumbs(
            parts.Crumb(_("Certificates of deletion"), reverse("retention:certificates")),
            parts.Crumb(exports.title(found)),
        ),
    }
    return render(request, "retention/certificate.html", context)


@declare.on(ObjectType.RETENTION, Action.EXPORT)
def certificate_file(request: Request, certificate_id: uuid.UUID, form: str) -> HttpResponse:
    """The certificate as PDF, or as JSON for `chancennetz retention verify`."""
    found = _find(certificate_id)
    require(request.actor, Action.EXPORT, ObjectType.RETENTION)
    if form not in {"pdf", "json"}:
        raise Http404
    if form == "pdf":
        response = HttpResponse(exports.pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(queries.certificate_file(found), content_type="application/json")
    record(
        kind=EntryKind.EXPORT,
        by=request.actor,
        action="retention.certificate.export",
        object_type="certificate",
        object_id=found.pk,
    )
    disposition = "inline" if form == "pdf" else "attachment"
    day = time.today().isoformat()
    response["Content-Disposition"] = f'{disposition}; filename="loeschnachweis-{found.number}-{day}.{form}"'
    return response
