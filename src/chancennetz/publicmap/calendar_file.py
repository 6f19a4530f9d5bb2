"""Open hours as iCalendar (RFC 5545): one event per open time, holidays already taken into account."""

from __future__ import annotations

import datetime as dt
import uuid

from chancennetz.core.time import BERLIN
from chancennetz.mapsearch import hours
from chancennetz.publicmap.presenting import OfferPage

_LINE = 73


def _escaped(text: str) -> str:
    for char, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, escaped)
    return text


def _folded(line: str) -> str:
    """Fold a line at 75 octets; a continued line begins with a blank."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > _LINE:
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def write(offer: OfferPage, address: str, days: int, now: dt.datetime) -> bytes:
    """Return the file: the open times of the coming `days` in UTC, each with the place and the offer's address."""
    place = ", ".join(offer.places[0].address) if offer.places else ""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chancennetz//Support map//DE", "METHOD:PUBLISH"]
    for day in hours.coming(offer.rules, now.astimezone(BERLIN).date(), days):
        for start, end in day.spans:
            key = uuid.uuid5(offer.service.id, start.isoformat())
            lines += [
                "BEGIN:VEVENT",
                f"UID:{key}",
                f"DTSTAMP:{_utc(now)}",
                f"DTSTART:{_utc(start)}",
                f"DTEND:{_utc(end)}",
                f"SUMMARY:{_escaped(offer.name.text)}",
                *([f"LOCATION:{_escaped(place)}"] if place else []),
                f"URL:{address}",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return ("\r\n".join(_folded(line) for line in lines) + "\r\n").encode()
