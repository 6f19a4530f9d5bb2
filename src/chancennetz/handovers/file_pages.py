"""What the pages of the life of a case share beyond `access.file_pages`: here, in `closure` and in `caseload`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_pages import crumbs as case_crumbs
from chancennetz.access.file_pages import opens
from chancennetz.access.file_pages import saved as case_saved
from chancennetz.access.http import FileRequest
from chancennetz.core.actor import Actor
from chancennetz.core.errors import StaleVersion
from chancennetz.handovers.constants import CASE_WORKERS
from chancennetz.ui.parts import Crumb

_T = TypeVar("_T")


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    """Return the way back: families, the family, handover and end, then `last`."""
    here = Crumb(_("Handover and end"), reverse("handovers:overview", args=[request.file.pk]))
    return case_crumbs(request, here, *last)


def saved(
    request: FileRequest, form: forms.Form | None, save: Callable[[], _T], *, fields: dict[str, str] | None = None
) -> tuple[bool, _T | None]:
    """Run an action; put what it finds wrong into the form, also that somebody else was faster."""
    try:
        return case_saved(request, form, save, fields=fields)
    except StaleVersion:
        if form is None:
            raise
        form.add_error(None, _("Somebody else has changed this meanwhile. Please open the page again and compare."))
        return False, None


def works_here(request: FileRequest) -> bool:
    """Tell whether the reader works with the family in the address, as counsellor or team lead."""
    return opens(request, Facet.CONTACT) and request.actor.role in CASE_WORKERS


def team_lead(request: FileRequest) -> Actor:
    """Return the actor if it leads a team; everybody else finds no such page."""
    actor: Actor = request.actor
    if actor.role != Role.TEAM_LEAD or actor.organisation_id is None:
        raise Http404
    return actor


def case_worker(request: FileRequest) -> Actor:
    """Return the actor if it works with families as counsellor or team lead."""
    actor: Actor = request.actor
    if actor.role not in CASE_WORKERS or actor.organisation_id is None:
        raise Http404
    return actor
