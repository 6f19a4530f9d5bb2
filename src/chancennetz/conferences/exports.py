"""Papers for one party as PDF, and the day as an iCalendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.conferences.constants import ConferenceTaskState
from chancennetz.conferences.models import Conference
from chancennetz.conferences.queries import Packet, PacketTask, PacketText
from chancennetz.conferences.rules import Line, when
from chancennetz.core import time
from chancennetz.ui import formats
from chancennetz.ui.pdf import render_pdf

INVITATION = "invitation"
MINUTES = "minutes"


def paper_data(packet: Packet, what: str, checklist: Sequence[Line] = ()) -> dict[str, Any]:
    """Return what stands on the paper of one party; `checklist` is for the moderator alone."""
    is_minutes = what == MINUTES
    facts = [
        [_("For"), packet.addressee],
        [_("When"), when(packet.starts_at, packet.minutes)],
        [_("Where"), packet.place],
        [pgettext("conference", "About"), "\n".join(packet.about)],
        [_("Led by"), ", ".join(part for part in (packet.moderator, packet.keeper, packet.moderator_phone) if part)],
    ]
    if not is_minutes and packet.preinfo_due:
        facts.append([_("Information beforehand until"), time.format_date(packet.preinfo_due)])
    seats = _section(_("At the table"), _seats(packet, is_minutes))
    information = _section(_("Information beforehand"), [_text(one) for one in packet.information])
    if is_minutes:
        sections = [
            _section(_("Results"), [_text(one) for one in packet.results]),
            _section(_("Agreements"), [_text(one) for one in packet.agreements]),
        ]
        behind = [seats, information]
    else:
        sections = [seats, information, _section(_("Agenda"), [_text(one) for one in packet.agenda])]
        behind = []
    tasks = packet.tasks if is_minutes else packet.earlier
    return {
        "facts": facts,
        "question_title": _("The question"),
        "question": packet.question,
        "sections": [one for one in sections if one["items"]],
        "behind": [one for one in behind if one["items"]],
        "tasks_title": _("Who does what until when") if is_minutes else _("Open tasks from last time"),
        "tasks_head": [_("Task"), _("Who"), _("Until"), _("State")],
        "tasks": [_task(one) for one in tasks],
        "earlier_title": _("Still open from last time"),
        "earlier": [_task(one) for one in packet.earlier] if is_minutes else [],
        "checklist_title": _("Checklist"),
        "checklist": [{"text": line.text, "done": line.done, "note": line.hint} for line in checklist],
        "note": _note(packet),
    }


def _section(title: str, items: list[dict[str, str]]) -> dict[str, Any]:
    return {"title": title, "items": items}


def _seats(packet: Packet, is_minutes: bool) -> list[dict[str, str]]:
    words = {True: _("was there"), False: _("was not there"), None: ""}
    return [
        {
            "text": seat.name,
            "note": " · ".join(part for part in (seat.function, words[seat.present] if is_minutes else "") if part),
        }
        for seat in packet.seats
    ]


def _text(one: PacketText) -> dict[str, str]:
    until = _("until %(day)s") % {"day": time.format_date(one.due_on)} if one.due_on else ""
    by = _("by %(author)s") % {"author": one.author} if one.author else ""
    return {"text": one.text, "note": " · ".join(part for part in (by, ", ".join(one.about), until) if part)}


def _task(one: PacketTask) -> list[str]:
    due = formats.short_date(one.due_on) if one.due_on else "–"
    about = f"\n{', '.join(one.about)}" if one.about else ""
    return [one.title + about, one.owner, due, str(ConferenceTaskState(one.state).label)]


def _note(packet: Packet) -> str:
    if packet.anonymised:
        return _("This was an anonymised conference: no names, no address, no exact days. Please keep it so.")
    return _(
        "On this paper stands what its receiver may know, and nothing else. It serves this conference only and is not "
        "passed on. The family can withdraw its release at any time."
    )


def paper(packet: Packet, what: str, *, large_print: bool = False, checklist: Sequence[Line] = ()) -> bytes:
    """Return the invitation or the minutes of one party as a tagged PDF; the caller logs it."""
    title = _("Minutes of the case conference") if what == MINUTES else _("Invitation to the case conference")
    return render_pdf("conferences/paper.typ", paper_data(packet, what, checklist), title, large_print=large_print)


def file_name(packet: Packet, what: str) -> str:
    """Return a file name without names."""
    day = packet.starts_at.astimezone(time.BERLIN).date()
    word = "Protokoll" if what == MINUTES else "Einladung"
    return f"{word}-Fallkonferenz-{day.isoformat()}.pdf"


# --- calendar --------------------------------------------------------------------------------------------------------

_LINE = 73


def _folded(line: str) -> list[str]:
    """Fold a line at 75 bytes (RFC 5545, 3.1); our lines are ASCII or short German."""
    parts: list[str] = []
    rest = line.encode()
    while len(rest) > _LINE:
        cut = _LINE
        while rest[cut] & 0xC0 == 0x80:  # never inside of a character
            cut -= 1
        parts.append(rest[:cut].decode())
        rest = b" " + rest[cut:]
    return [*parts, rest.decode()]


def calendar_file(conference: Conference, url: str) -> bytes:
    """Return the day of a conference as iCalendar (RFC 5545): no names, no question, no place.

    Calendars are often synchronised to phones and other offices, so the file says no more than that there is a meeting.
    """
    stamp = "%Y%m%dT%H%M%SZ"
    starts_at = conference.starts_at.astimezone(dt.UTC)
    ends_at = starts_at + dt.timedelta(minutes=conference.minutes)
    status = "CANCELLED" if conference.state == "cancelled" else "CONFIRMED"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Chancennetz//Conferences//DE",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{conference.pk}@chancennetz",
        f"SEQUENCE:{conference.version}",
        f"DTSTAMP:{time.now().astimezone(dt.UTC).strftime(stamp)}",
        f"DTSTART:{starts_at.strftime(stamp)}",
        f"DTEND:{ends_at.strftime(stamp)}",
        f"SUMMARY:{_('Case conference')}",
        f"URL:{url}",
        "CLASS:PRIVATE",
        f"STATUS:{status}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()
