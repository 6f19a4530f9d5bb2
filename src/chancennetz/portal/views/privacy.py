"""Data protection: the log, who has read a file, the chain, the record of processing, the notice."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType, Purpose, RelationKind, Role
from chancennetz.access.http import FileRequest, Request
from chancennetz.audit.actions import record, sign_head
from chancennetz.audit.constants import EntryKind
from chancennetz.audit.models import AuditEntry
from chancennetz.audit.queries import entries_about, verify_chain
from chancennetz.core import time
from chancennetz.core.catalogue import Protection
from chancennetz.core.text import clean_line
from chancennetz.portal import queries
from chancennetz.ui import feedback
from chancennetz.ui.formats import number
from chancennetz.ui.pdf import render_pdf
from chancennetz.ui.tables import Column, Filter, Table

#: What the log says of those who act in no role: somebody who signs in, the platform itself, a visitor.
_OTHER_ROLES = {
    "none": gettext_lazy("Without a role"),
    "system": gettext_lazy("The platform itself"),
    "anonymous": gettext_lazy("Without account"),
}
_OTHER_PURPOSES = {
    "none": gettext_lazy("Own account"),
    "security": gettext_lazy("Sign-in and security"),
    "operation": gettext_lazy("Running the platform"),
    "public": gettext_lazy("Public pages"),
}


def _role(entry: AuditEntry) -> str:
    found = Role(entry.role).label if entry.role in Role.values else _OTHER_ROLES.get(entry.role, entry.role)
    return str(found)


def _purpose(entry: AuditEntry) -> str:
    known = entry.purpose in Purpose.values
    return str(Purpose(entry.purpose).label if known else _OTHER_PURPOSES.get(entry.purpose, entry.purpose))


def _facet(entry: AuditEntry) -> str:
    if entry.facet in Facet.values:
        return str(Facet(entry.facet).label)
    return str(_("in a list")) if entry.object_type == "list" else entry.facet


def _basis(entry: AuditEntry) -> str:
    """Write the basis in words: the log holds the relation's key, so that it means the same in every language."""
    relation = entry.basis.partition(":")[0]
    if relation in RelationKind.values:
        return str(RelationKind(relation).label)
    return str(_("Release")) if entry.basis.startswith("release ") else entry.basis


class LogTable(Table):
    """The log, newest first."""

    caption = gettext_lazy("Readings and changes")
    columns = (
        Column("created_at", gettext_lazy("When"), kind="moment"),
        Column("user_name", gettext_lazy("Who")),
        Column("organisation_name", gettext_lazy("Organisation")),
        Column("role", gettext_lazy("As"), value=_role, sort=False),
        Column("kind", gettext_lazy("What"), value=lambda entry: str(EntryKind(entry.kind).label), sort=False),
        Column("facet", gettext_lazy("Part of the file"), value=_facet, sort=False),
        Column("purpose", gettext_lazy("Why"), value=_purpose, sort=False),
        Column("basis", gettext_lazy("On which basis"), value=_basis, sort=False),
    )
    filters = (Filter("kind", gettext_lazy("What"), EntryKind.choices),)
    default_sort = "-created_at"
    page_size = 50
    filename = "protokoll"
    empty_title = gettext_lazy("Nobody yet")
    empty_text = gettext_lazy("As soon as somebody reads or changes something, it stands here.")


@declare.on(ObjectType.AUDIT_LOG, Action.LIST, write=Action.READ)
def log(request: Request) -> HttpResponse:
    """The whole log, without content, for the data protection officer."""
    text = clean_line(request.GET.get("q", ""))
    table = LogTable(queries.log_entries(text=text), request)
    if file := table.download():
        record(kind=EntryKind.EXPORT, by=request.actor, action="audit.export", object_type="audit_log")
        return file
    context = {"table": table, "q": text}
    return render(request, "portal/log.html", context)


@declare.on(ObjectType.AUDIT_LOG, Action.LIST, write=Action.READ)
@require_POST
def verify(request: Request) -> HttpResponse:
    """Check the chain now and sign its end."""
    result = verify_chain()
    if result.ok:
        sign_head()
        feedback.confirm(request, _("The log is intact: %(rows)s rows, all in order.") % {"rows": number(result.rows)})
    else:
        text = _("The log is broken at row %(row)s: %(reason)s. Please inform the administration at once.")
        feedback.confirm(request, text % {"row": result.broken_at, "reason": result.reason}, tone="danger")
    return redirect("portal:log")


@declare.in_file(Facet.READ_LOG)
def readers(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who has read this file: can be shown and printed for the family."""
    table = LogTable(queries.readings_of(file_id), request)
    if file := table.download():
        record(
            kind=EntryKind.EXPORT,
            by=request.actor,
            action="audit.readers",
            object_type="file",
            object_id=file_id,
            subjects=[file_id],
            facet=Facet.READ_LOG,
        )
        return file
    may_ask = file_pages.opens(request, Facet.FRAME, Action.APPROVE)
    crumbs = file_pages.crumbs(request, _("Who has read"))
    context = {"table": table, "file": request.file, "breadcrumb": crumbs, "may_ask": may_ask}
    return render(request, "portal/readers.html", context)


@declare.on(ObjectType.AUDIT_LOG, Action.READ)
def readers_by_number(request: Request) -> HttpResponse:
    """Who has read the file with this number: for the data protection officer, who sees nothing else of it."""
    number = clean_line(request.GET.get("number", "")).upper()
    subject = queries.subject_of_number(number) if number else None
    table = LogTable(entries_about([subject]), request) if subject else None
    if table and (file := table.download()):
        record(kind=EntryKind.EXPORT, by=request.actor, action="audit.readers", object_type="file", subjects=[subject])
        return file
    context = {"table": table, "number": number}
    return render(request, "portal/readers_by_number.html", context, status=200 if subject or not number else 404)


@declare.on(ObjectType.CATALOGUE, Action.READ)
def processing(request: Request) -> HttpResponse:
    """The record of processing activities (Art. 30 DSGVO), generated from the field catalogue."""
    rows = queries.record_of_processing()
    if request.GET.get("format") == "pdf":
        record(kind=EntryKind.EXPORT, by=request.actor, action="catalogue.print", object_type="catalogue")
        return _pdf_response(_processing_pdf(rows), "verzeichnis-der-verarbeitungen.pdf")
    labels = {protection.value: _PROTECTION_LABELS[protection] for protection in Protection}
    return render(request, "portal/processing.html", {"rows": rows, "labels": labels})


_PROTECTION_LABELS = {
    Protection.OPEN: gettext_lazy("open"),
    Protection.PERSONAL: gettext_lazy("personal"),
    Protection.SENSITIVE: gettext_lazy("sensitive (Art. 9)"),
    Protection.ENTRUSTED: gettext_lazy("entrusted (s. 65 SGB VIII)"),
    Protection.SECRET: gettext_lazy("secret"),
}


def _processing_pdf(rows: list[queries.Processing]) -> bytes:
    data = {
        "date": time.format_date(time.today()),
        "words": {
            "holds": _("What the data are"),
            "fields": _("Fields"),
            "retention": _("Kept from"),
            "basis": _("Legal basis"),
            "domains": _("Legal domains"),
        },
        "rows": [
            {
                "purpose": str(row.purpose),
                "basis": str(row.basis),
                "domains": ", ".join(str(domain) for domain in row.domains),
                "tables": [
                    {
                        "holds": str(table["holds"]),
                        "retention": str(table["retention"]),
                        "fields": "; ".join(
                            f"{_PROTECTION_LABELS[Protection(name)]}: {', '.join(fields)}"
                            for name, fields in table["fields"].items()
                        ),
                    }
                    for table in row.tables
                ],
            }
            for row in rows
        ],
    }
    return render_pdf("portal/processing.typ", data, title=_("Record of processing activities"))


def _pdf_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@declare.public("everybody may know what happens with data")
def notice(request: Request) -> HttpResponse:
    """The data-protection notice in plain language (Art. 13 DSGVO), generated from the field catalogue."""
    shown = [
        {
            "purpose": row.purpose,
            "basis": row.basis,
            "holds": [table["holds"] for table in row.tables if table["model"] in queries.personal_tables()],
        }
        for row in queries.record_of_processing()
    ]
    return render(request, "portal/notice.html", {"rows": [row for row in shown if row["holds"]]})
