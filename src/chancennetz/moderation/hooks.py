"""What this room tells the rooms below at start-up."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import Facet
from chancennetz.access.file_parts import FilePart
from chancennetz.access.file_parts import register as register_part
from chancennetz.casework import timeline_events
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.conferences.actions.common import OWNER_CONFERENCE, OWNER_TASK
from chancennetz.conferences.constants import TOOK_PLACE
from chancennetz.conferences.models import Conference
from chancennetz.conferences.seams import pages_at
from chancennetz.moderation.actions.tasks import twin_done
from chancennetz.tasks.hooks import register_on_done, register_owner


def _conference_address(conference_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("moderation:conference", args=[file_id, conference_id]) if file_id is not None else ""


def _task_address(_task_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("moderation:list", args=[file_id]) if file_id is not None else ""


def _held(row: Conference, _names: str) -> Words:
    """Say that there was a conference; what was said stands on its own page, category by category."""
    anonymised = _("anonymised") if row.anonymised else ""
    return Words(_("Case conference"), anonymised, row.moderator.display_name)


_EVENT = TimelineEvent("conference_held", "starts_at", _held, condition=Q(state__in=[one.value for one in TOOK_PLACE]))


def _page(file_id: uuid.UUID, conference_id: uuid.UUID | None = None) -> str:
    return _conference_address(conference_id, file_id) if conference_id else reverse("moderation:list", args=[file_id])


def register() -> None:
    """Enter everything."""
    pages_at(_page)
    register_part(FilePart(gettext_lazy("Case conferences"), "moderation:list", Facet.CONFERENCE, order=50))
    register_owner(OWNER_CONFERENCE, _conference_address)
    register_owner(OWNER_TASK, _task_address)
    register_on_done(OWNER_TASK, twin_done)
    timeline_events.register(
        TimelineSource(
            model=Conference,
            kind=TimelineKind.CONFERENCE,
            events=(_EVENT,),
            related=("moderator",),
            url_name="moderation:conference",
        )
    )
