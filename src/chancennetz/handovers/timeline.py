"""What of this room appears in the timeline of a family."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.handovers.constants import TransferState
from chancennetz.handovers.models import Transfer


def _arrived(row: Transfer, _names: str) -> Words:
    return Words(_("Came from %(office)s") % {"office": row.from_organisation}, "", str(row.decided_by or ""))


SOURCES = (
    TimelineSource(
        Transfer,
        TimelineKind.TEAM,
        (TimelineEvent("transferred", "decided_at", _arrived, Q(state=TransferState.ACCEPTED)),),
        related=("from_organisation", "decided_by"),
    ),
)
