"""Letters and the whole file for the person, as PDF and (the latter) as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.dossier import rules
from chancennetz.dossier.collect import Entry, Section
from chancennetz.dossier.constants import LeaveOut
from chancennetz.dossier.models import AccessRequest, Letter
from chancennetz.organisations.models import Organisation
from chancennetz.ui.pdf import render_pdf


def letter_pdf(letter: Letter, organisation: Organisation, *, large_print: bool = False) -> bytes:
    """Return a letter as PDF, laid out for a window envelope (DIN 5008, form B)."""
    day = letter.finished_on or time.today()
    data = {
        "sender": organisation.name,
        "sender_lines": [part for part in (organisation.phone, organisation.email, organisation.website) if part],
        "address": letter.address,
        "date": time.format_date(day, weekday=False),
        "reference": _("Our reference: %(number)s") % {"number": letter.file.number},
        "body": letter.body,
    }
    return render_pdf("dossier/letter.typ", data, letter.subject, "de", large_print=large_print)


def _kept(request: AccessRequest, section: Section) -> tuple[list[Entry], int]:
    """Return the entries of a section that are handed out, and how many are not."""
    kept = [one for one in section.entries if not rules.decision(one.key, one.notice, request.decisions)]
    return kept, len(section.entries) - len(kept)


def left_out(request: AccessRequest, sections: Iterable[Section]) -> dict[str, int]:
    """Return how many entries are left out, by reason in words."""
    counts: dict[str, int] = {}
    for section in sections:
        for one in section.entries:
            reason = rules.decision(one.key, one.notice, request.decisions)
            if reason:
                label = str(LeaveOut(reason).label)
                counts[label] = counts.get(label, 0) + 1
    return counts


def _moment(entry: Entry) -> str:
    return time.format_date(entry.at, weekday=False)


def whole_file_pdf(request: AccessRequest, sections: list[Section], readers: list[list[str]], *, large: bool) -> bytes:
    """Return everything that is handed out, and what and why something is not, as PDF."""
    shown = []
    for section in sections:
        kept, _missing = _kept(request, section)
        if kept:
            entries = [{"day": _moment(one), "lines": [list(line) for line in one.lines]} for one in kept]
            shown.append({"title": section.title, "entries": entries})
    data = {
        "lead": _(
            "You asked what we keep about you (Art. 15 DSGVO). Here it is. You may have it corrected, and you may "
            "complain to the State Commissioner for Data Protection."
        ),
        "for": _("For: %(name)s") % {"name": request.person.full_name},
        "sections": shown,
        "readers_title": _("Who has read your file"),
        "readers_head": [_("When"), _("Who"), _("What")],
        "readers": readers,
        "no_readers": _("Nobody besides those who counsel you."),
        "left_out_title": _("What is not in here, and why"),
        "left_out": [[label, str(number)] for label, number in left_out(request, sections).items()],
        "left_out_head": [_("Reason"), _("Entries")],
        "nothing_left_out": _("Nothing was left out."),
    }
    return render_pdf("dossier/whole_file.typ", data, _("What we keep about you"), "de", large_print=large)


def whole_file_json(request: AccessRequest, sections: list[Section]) -> bytes:
    """Return what is handed out in a form that other programs can read (Art. 20 DSGVO)."""
    content: dict[str, Any] = {
        "person": request.person.full_name,
        "asked_on": request.asked_on.isoformat(),
        "made_on": time.today().isoformat(),
        "sections": [
            {
                "table": section.key,
                "title": section.title,
                "entries": [
                    {"id": one.key.partition(":")[2], "at": one.at.isoformat(), "fields": dict(one.lines)}
                    for one in _kept(request, section)[0]
                ],
            }
            for section in sections
        ],
        "left_out": left_out(request, sections),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
