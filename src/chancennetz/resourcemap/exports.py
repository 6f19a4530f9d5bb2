"""The map and the card on paper, written as the family reads them. The caller logs the export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access.models import FamilyFile
from chancennetz.core import time
from chancennetz.people.queries import people_in_file
from chancennetz.resourcemap.constants import ResourceLevel
from chancennetz.resourcemap.picture import draw
from chancennetz.resourcemap.queries import MapView
from chancennetz.ui.pdf import render_pdf


def _names(file: FamilyFile, names: bool) -> str:
    if not names:
        return file.number
    return ", ".join(one.person.full_name for one in people_in_file(file))


def _svg(view: MapView) -> str:
    return render_to_string("resourcemap/_picture.svg", {"picture": draw(view), "printed": True})


def map_pdf(
    file: FamilyFile,
    view: MapView,
    areas: Sequence[Any],
    share: str,
    alt: str,
    *,
    names: bool,
    coach: str,
    large_print: bool = False,
) -> bytes:
    """Return the whole map in the county's columns, with the picture and its table."""
    first = file.created_at
    data = {
        "facts": [
            [_("For"), _names(file, names)],
            [_("Counsellor"), coach],
            [_("Begun on"), time.format_date(first, weekday=False)],
            [_("Last change"), time.format_date(view.made_at, weekday=False) if view.made_at else ""],
        ],
        "share": share,
        "picture": _svg(view),
        "alt": alt,
        "picture_title": _("Who and what helps"),
        "entries_head": [pgettext("number", "No."), _("Resource"), _("Level"), _("Life area")],
        "entries": [
            [str(one.number), _with_contact(one.resource), str(one.resource.level.label), str(one.area.label)]
            for one in draw(view).entries
        ],
        "areas": [_area(one) for one in areas if not one.content.is_empty or one.rating.own or one.rating.coach],
        "lines_head": [
            _("Fine goal"),
            _("Available resources"),
            _("Network partners"),
            pgettext("resource map", "Time"),
            _("Done"),
        ],
        "state_title": _("Present state"),
        "note": _("This map is yours. It shows what carries you. Change it whenever something changes."),
    }
    return render_pdf("resourcemap/map.typ", data, _("Our resource map"), large_print=large_print)


def _with_contact(resource: Any) -> str:
    return f"{resource.name}\n{resource.contact}" if resource.contact else str(resource.name)


def _area(one: Any) -> dict[str, Any]:
    views = []
    if one.rating.own or one.rating.coach:
        own, coach = one.rating.own or "–", one.rating.coach or "–"
        words = _("Family: %(own)s of 5. Counsellor: %(coach)s of 5.") % {"own": own, "coach": coach}
        views.append(" ".join(part for part in (words, one.gap) if part))
    return {
        "title": str(one.area.label),
        "state": one.content.state,
        "views": " ".join(views),
        "resources": [[label, ", ".join(name for name, _contact, _url in items)] for label, _icon, items in one.levels],
        "lines": [
            [
                view.line.goal,
                ", ".join(view.resources) or "–",
                view.line.partners or "–",
                view.when or "–",
                view.done or "☐",
            ]
            for view in one.lines
        ],
    }


def card_pdf(file: FamilyFile, view: MapView, *, names: bool, phone: str, large_print: bool = False) -> bytes:
    """Return the card to take along: whom one can turn to, nearest first, and what comes next."""
    found = [one for content in view.areas.values() for one in content.resources]
    open_lines = [line for content in view.areas.values() for line in content.lines if line.done_on is None]
    data = {
        "for": _names(file, names),
        "levels": [
            [str(level.label), [[one.name, one.contact] for one in found if one.level is level]]
            for level in ResourceLevel
            if any(one.level is level for one in found)
        ],
        "next_title": _("What we do next"),
        "next": [{"text": line.goal, "note": _when(line), "done": False} for line in open_lines[:4]],
        "counsel": [[_("Counselling"), str(file.organisation)], [_("Phone"), phone]],
        "note": pgettext("network card", "Keep this card where you can find it."),
    }
    return render_pdf("resourcemap/card.typ", data, _("Our network card"), large_print=large_print)


def _when(line: Any) -> str:
    due = time.format_date(line.due_on, weekday=False) if line.due_on else ""
    return ", ".join(part for part in (due, line.timing) if part)
