"""What this room tells the lower ones at start-up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet
from chancennetz.access.file_parts import FilePart
from chancennetz.assessments.constants import Stage
from chancennetz.assessments.definition import page_language, text
from chancennetz.assessments.models import Assessment
from chancennetz.assessments.queries.definitions import form_of
from chancennetz.casework import quality, timeline_events
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.quality import Check, Gap, Severity
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.core import time


def _about(row: Assessment, names: str) -> str:
    title = text(form_of(row.definition).title, page_language())
    return f"{title}: {names}" if names else title


def _finished(row: Assessment, names: str) -> Words:
    who = row.started_by.display_name if row.started_by else ""
    return Words(_("%(form)s finished") % {"form": _about(row, names)}, str(Stage(row.stage).label), who)


#: After so many days an assessment that was begun shows up among the gaps.
_LONG = dt.timedelta(days=14)


def _unfinished(file_ids: Collection[uuid.UUID], today: dt.date) -> Iterable[Gap]:
    """Yield assessments that were begun some time ago and are not finished (one query)."""
    rows = Assessment.objects.filter(file_id__in=file_ids, finished_on__isnull=True, informed_on__lte=today - _LONG)
    for pk, file_id, day in rows.values_list("pk", "file_id", "informed_on"):
        url = reverse("assessments:assessment", args=[file_id, pk])
        detail = _("talk on %(day)s") % {"day": time.format_date(day, weekday=False)}
        yield Gap("assessment_unfinished", file_id, url, detail)


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(gettext_lazy("Assessment"), "assessments:list", Facet.INTAKE, order=10))
    timeline_events.register(
        TimelineSource(
            model=Assessment,
            kind=TimelineKind.ASSESSMENT,
            events=(TimelineEvent("assessment_finished", "finished_on", _finished, day_only=True),),
            related=("definition", "started_by"),
            person="person",
            url_name="assessments:assessment",
        )
    )
    quality.register(
        Check(
            "assessment_unfinished",
            gettext_lazy("An assessment was begun and is not finished"),
            gettext_lazy("Finish it, or delete it if it was begun by mistake."),
            Severity.IMPORTANT,
        ),
        find=_unfinished,
    )
