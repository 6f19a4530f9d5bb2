"""What this room tells the lower ones at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.constants import Action
from chancennetz.core.actor import Actor
from chancennetz.offerediting import hooks as offers
from chancennetz.offerediting.hooks import Door
from chancennetz.supportmap import rights
from chancennetz.tasks import hooks as tasks
from chancennetz.upkeep import queries
from chancennetz.upkeep.actions.care import STALE


def _doors(by: Actor) -> Iterator[Door]:
    """Editors find what waits and the import, those who keep offers what they have to check."""
    if rights.is_editor(by):
        waiting = len(queries.waiting_changes()) + len(queries.open_reports())
        todo = _("To do (%(waiting)s)") % {"waiting": waiting} if waiting else _("To do")
        yield Door(todo, reverse("upkeep:inbox"), "inbox")
        yield Door(_("Import"), reverse("upkeep:import"), "upload")
    elif rights.allows(by, Action.CREATE) and by.organisation_id is not None:
        yield Door(_("To be checked"), reverse("upkeep:stale"), "circle-check")


def _proposal(change_id: uuid.UUID) -> str:
    return reverse("upkeep:proposal", args=[change_id])


def _stale_list(user_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    del user_id, file_id
    return reverse("upkeep:stale")


def connect() -> None:
    """Lead from the list of offers and from tasks to the pages of this room."""
    tasks.register_owner(STALE, _stale_list)
    offers.register_doors(_doors)
    offers.register_proposal_page(_proposal)
