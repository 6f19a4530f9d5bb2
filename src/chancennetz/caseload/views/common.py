"""What the pages of this room share beyond `access.file_pages`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.constants import Action, Role
from chancennetz.access.file_pages import crumbs as case_crumbs
from chancennetz.access.file_pages import opens
from chancennetz.access.file_pages import saved as case_saved
from chancennetz.access.http import FileRequest
from chancennetz.caseload.constants import CARD_FACETS
from chancennetz.caseload.rules.periods import Period
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import StaleVersion
from chancennetz.ui.parts import Crumb

_T = TypeVar("_T")


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    """Return the way back: families, the family, handover and end, then `last`."""
    here = Crumb(_("Handover and end"), reverse("caseload:overview", args=[request.file.pk]))
    return case_crumbs(request, here, *last)


def period_words(period: Period) -> str:
    """Return how a month or quarter is called."""
    if period.quarter is None:
        return time.format_month(period.first)
    return _("%(number)s. quarter %(year)s") % {"number": period.quarter, "year": period.first.year}


def opens_card(request: FileRequest, action: Action = Action.READ) -> bool:
    """Tell whether every part of the file is open of which the discharge card tells."""
    return all(opens(request, facet, action) for facet in CARD_FACETS)


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


def number(text: str) -> int:
    """Return a page number from an address, 1 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def team_lead(request: FileRequest) -> Actor:
    """Return the actor if it leads a team; everybody else finds no such page."""
    actor: Actor = request.actor
    if actor.role != Role.TEAM_LEAD or actor.organisation_id is None:
        raise Http404
    return actor


def case_worker(request: FileRequest) -> Actor:
    """Return the actor if it works with families as counsellor or team lead."""
    actor: Actor = request.actor
    if actor.role not in {Role.TEAM_LEAD, Role.COUNSELLOR} or actor.organisation_id is None:
        raise Http404
    return actor
