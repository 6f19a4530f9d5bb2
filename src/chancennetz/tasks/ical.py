"""Writing iCalendar (RFC 5545): only what a feed of appointments without names needs. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

#: Octets of a content line without its end (RFC 5545, 3.1); longer lines are folded.
LINE_OCTETS = 75


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """An appointment as strangers' servers may know it: an opaque id, when, a title and perhaps a town."""

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    changed: int
    title: str
    town: str = ""


def escape(text: str) -> str:
    """Escape a text value (RFC 5545, 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def fold(line: str) -> str:
    """Break a content line so that no part has more than 75 octets, never inside a character."""
    parts: list[str] = []
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_OCTETS:
            parts.append(part)
            part, size = "", 1  # the blank that marks what belongs to the line before
        part += character
        size += octets
    return "\r\n ".join([*parts, part])


def moment(value: dt.datetime) -> str:
    """Return a moment as UTC (RFC 5545, 3.3.5)."""
    return value.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar(name: str, events: Iterable[Event], made_at: dt.datetime) -> str:
    """Return a whole calendar; `name` is what calendar programs call it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Chancennetz//Appointments//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escape(event.uid)}",
            f"DTSTAMP:{moment(made_at)}",
            f"DTSTART:{moment(event.starts_at)}",
            f"DTEND:{moment(event.ends_at)}",
            f"SEQUENCE:{event.changed}",
            f"SUMMARY:{escape(event.title)}",
            *([f"LOCATION:{escape(event.town)}"] if event.town else []),
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    return "".join(fold(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])
