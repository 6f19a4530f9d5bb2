"""Inside a family file: the family asks for deletion (Art. 17 DSGVO)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs, handle
from chancennetz.access.http import FileRequest
from chancennetz.core import time
from chancennetz.people.queries import people_in_file
from chancennetz.retention import actions, forms, queries, rules
from chancennetz.retention.constants import ProposalKind
from chancennetz.ui import parts


@declare.in_file(Facet.FRAME, read=Action.APPROVE, write=Action.APPROVE)
def ask(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask for the deletion of the file or of one person in it; what stands against it is said at once."""
    people = {one.person.pk: one.person for one in people_in_file(request.file)}
    form = forms.AskForm(request.POST or None, people=[(pk, one.full_name) for pk, one in people.items()])
    back = reverse("portal:family", args=[file_id])

    def save(data: dict[str, Any]) -> str:
        person = None if data["who"] == "file" else people[uuid.UUID(data["who"])]
        actions.request_deletion(
            by=request.actor, file_id=file_id, reason=data["reason"], person=person, file=request.file
        )
        return back

    known = queries.known_files(file_id)
    against = rules.keeps(known[0].state, queries.periods(), time.today(), ProposalKind.REQUEST) if known else []
    context = {
        "title": _("The family asks for deletion"),
        "lead": _("The data protection officer looks at it and releases it; somebody else deletes. It takes days."),
        "against_title": _("What stands against the deletion of the whole file just now"),
        "against": against,
        "submit": _("Pass the request on"),
        "cancel": back,
        "breadcrumb": crumbs(request, parts.Crumb(_("Deletion"))),
    }
    done = _("Passed on to the data protection officer.")
    return handle(request, form, save=save, done=done, context=context, template="retention/form.html")
