"""The register of declarations for the data protection officer: no names, no content."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import declare
from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.consent import queries
from chancennetz.consent.constants import ConsentState, TextKind
from chancennetz.ui.tables import Column, Filter, Table


class RegisterTable(Table):
    """All declarations by file number."""

    caption = gettext_lazy("Register of consents and releases")
    filename = "consent-register"
    default_sort = "ends_on"
    columns = (
        Column("number", gettext_lazy("File"), head=True),
        Column("kind_text", gettext_lazy("What")),
        Column("recipient", gettext_lazy("Recipient")),
        Column("state_text", gettext_lazy("State")),
        Column("signed_on", gettext_lazy("Signed"), kind="date"),
        Column("ends_on", gettext_lazy("Ends"), kind="date"),
        Column("withdrawn_on", gettext_lazy("Withdrawn"), kind="date"),
    )
    filters = (
        Filter("state", gettext_lazy("State"), ConsentState.choices, of=lambda row: row.state.value),
        Filter("kind", gettext_lazy("What"), TextKind.choices, of=lambda row: row.kind.value),
    )
    empty_title = gettext_lazy("No declarations yet")
    empty_text = gettext_lazy("As soon as a family consents, the declaration appears here with its end.")


@declare.on(ObjectType.CONSENT_REGISTER, Action.LIST)
def register(request: FileRequest) -> HttpResponse:
    """Show what is valid, ends soon, has ended or was withdrawn, over all organisations."""
    rows = queries.register()
    table = RegisterTable(rows, request)
    if file := table.download():
        require(request.actor, Action.EXPORT, ObjectType.CONSENT_REGISTER)
        record(
            kind=EntryKind.EXPORT, by=request.actor, action="consent.register.export", object_type="consent_register"
        )
        return file
    ending = sum(row.state is ConsentState.ENDING for row in rows)
    return render(request, "consentforms/register.html", {"table": table, "ending": ending, "title": _("Consents")})
