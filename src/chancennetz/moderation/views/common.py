"""What the pages of this room share: finding things, the head of a conference, saving with the warning about names."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz import anonymity
from chancennetz.access import file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest, Request
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import BEFORE_IT, TOOK_PLACE, WRITABLE, ConferenceState
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.core import time
from chancennetz.moderation.actions import GivesAway
from chancennetz.ui import parts
from chancennetz.ui.answering import or_404, way_back
from chancennetz.ui.constants import Tone

STEPS = ("prepare", "invite", "hold", "minutes")
_TONES: dict[str, Tone] = {
    ConferenceState.PLANNED: "info",
    ConferenceState.INVITED: "info",
    ConferenceState.HELD: "warning",
    ConferenceState.SENT: "success",
}


def tone_of(state: str) -> Tone:
    """Return the colour of a state."""
    return _TONES.get(state, "neutral")


def inside(request: FileRequest) -> None:
    """Answer 404 to offices that know the file by a release: they come in through the inbox."""
    if request.actor.organisation_id != request.file.organisation_id:
        raise Http404


def find(request: FileRequest, conference_id: uuid.UUID) -> Conference:
    """Return a conference of the file in the address, or answer 404."""
    return or_404(queries.find_led(request.actor, request.file, conference_id))


def _of(conference: Conference, rows: Any, row_id: uuid.UUID) -> Any:
    row = rows.filter(conference=conference, pk=row_id).first()
    if row is None:
        raise Http404
    row.conference = conference
    return row


def find_party(conference: Conference, party_id: uuid.UUID) -> ConferenceParty:
    """Return a party of a conference, or answer 404."""
    party: ConferenceParty = _of(conference, ConferenceParty.objects.select_related("organisation", "user"), party_id)
    return party


def find_item(conference: Conference, item_id: uuid.UUID) -> ConferenceItem:
    """Return a text of a conference, or answer 404."""
    item: ConferenceItem = _of(conference, ConferenceItem.objects.all(), item_id)
    return item


def find_task(request: FileRequest, task_id: uuid.UUID) -> ConferenceTask:
    """Return a task of the file in the address, or answer 404."""
    inside(request)
    rows = ConferenceTask.objects.select_related("conference__file__organisation", "owner", "file")
    task: ConferenceTask | None = rows.filter(file=request.file, pk=task_id).first()
    if task is None:
        raise Http404
    return task


def address(conference: Conference, step: str = "conference") -> str:
    """Return the address of a page of a conference."""
    return reverse(f"moderation:{step}", args=[conference.file_id, conference.pk])


def present_step(conference: Conference) -> str:
    """Return the page on which work goes on."""
    if conference.state in TOOK_PLACE:
        return "minutes"
    if conference.state == ConferenceState.PLANNED:
        return "prepare"
    return "hold" if conference.starts_at <= time.now() else "invite"


def way(request: FileRequest, *more: parts.Crumb) -> list[parts.Crumb]:
    """Return the way back to the conferences of the family."""
    last = parts.Crumb(_("Case conferences"), reverse("moderation:list", args=[request.file.pk]))
    return crumbs(request, last, *more)


def frame(request: FileRequest, found: queries.Whole, step: str) -> dict[str, Any]:
    """Return what the head and the side of each page of a conference show."""
    conference = found.conference
    labels = {
        "prepare": pgettext("conference", "Prepare"),
        "invite": pgettext("conference", "Invite"),
        "hold": pgettext("conference", "Hold"),
        "minutes": pgettext("conference", "Minutes"),
    }
    tabs = [parts.Tab(labels[one], address(conference, one), current=one == step) for one in STEPS]
    return {
        "file": request.file,
        "conference": conference,
        "whole": found,
        "step": step,
        "step_label": labels[step],
        "title": rules.day_title(conference.starts_at),
        "state_tone": tone_of(conference.state),
        "conference_tabs": tabs,
        "checklist": queries.checklist(found),
        "may_write": may(request, Facet.CONFERENCE, Action.UPDATE) and conference.state in WRITABLE,
        "may_print": may(request, Facet.CONFERENCE, Action.EXPORT),
        "before": conference.state in BEFORE_IT,
        "conference_key": str(conference.pk),
        "quick_key": f"conference-item:{conference.pk}:result",
        "breadcrumb": way(request, parts.Crumb(time.format_date(conference.starts_at, weekday=False))),
    }


def people(found: queries.Circle, *, names: bool) -> list[tuple[uuid.UUID, str]]:
    """Return the persons of the family as chips: by given name, or by role."""
    given = [one.given_name for one in found.members]
    return [
        (one.id, one.role if not names else one.name if given.count(one.given_name) > 1 else one.given_name)
        for one in found.members
    ]


# --- forms -----------------------------------------------------------------------------------------------------------


def posted(request: Request, texts: Sequence[str], circle: queries.Circle | None) -> tuple[Any, str]:
    """Return what was typed and the fingerprint of a warning that was read.

    With "replace" everything that gives the family away is replaced before the form looks at it.
    """
    if request.method != "POST":
        return None, ""
    how = request.POST.get("how", "")
    if how == "replace" and circle is not None:
        data = request.POST.copy()
        for name in texts:
            if name in data:
                data[name] = anonymity.anonymise(str(data[name]), circle.household)
        return data, ""
    return request.POST, request.POST.get("seen", "")[:64] if how == "keep" else ""


def handle(
    request: Request,
    form: forms.Form,
    *,
    save: Callable[[], str],
    done: str,
    context: dict[str, Any],
    draft_key: str = "",
    on_stale: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Show a form or save it; `save` returns where to go next.

    A text that gives the family away comes back with a warning, and with the choice to replace or to keep.
    """
    values = {
        "form_fields": " ".join(name for name in form.fields if name != "version"),
        "next": way_back(request, ""),
        **context,
    }

    def kept(_cleaned: dict[str, Any]) -> str:
        try:
            return save()
        except GivesAway as error:
            values["warning"] = error
            raise

    return file_pages.handle(
        request,
        form,
        save=kept,
        done=done,
        context=values,
        draft_key=draft_key,
        template="moderation/form.html",
        on_stale=on_stale,
    )
