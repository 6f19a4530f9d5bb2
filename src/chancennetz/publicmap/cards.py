"""The network card: a few offers with what, where, when and a QR code each, for the fridge or the phone."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Sequence

from chancennetz.core import time
from chancennetz.mapsearch import hours
from chancennetz.publicmap import details, markup, presenting, when
from chancennetz.publicmap.constants import Language
from chancennetz.publicmap.presenting import OfferPage
from chancennetz.publicmap.wording import wording
from chancennetz.ui.pdf import render_pdf

_PURPOSE = 110
_HOUR_LINES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class CardEntry:
    """One offer on a card. `german` says that its purpose had to stay German."""

    id: uuid.UUID
    name: str
    purpose: str
    german: bool
    provider: str
    today: str
    opening: list[str]
    address: str
    way: str
    phone: str
    languages: str
    url: str


def entries(ids: Sequence[uuid.UUID], language: Language, address_of: Callable[[uuid.UUID], str]) -> list[CardEntry]:
    """Return the entries of a card in their order. `address_of` gives the whole address of an offer's page."""
    now = time.now()
    found = []
    for one in details.of(ids):
        offer = presenting.offer_page(one, language, now)
        found.append(_entry(offer, language, address_of(one.service.pk)))
    return found


def _entry(offer: OfferPage, language: Language, url: str) -> CardEntry:
    words = wording(language.code)
    place = offer.places[0] if offer.places else None
    phones = [*offer.phones, *(place.phones if place else [])]
    address = ""
    if place is not None:
        address = words["address_hidden"] if place.hidden else ", ".join(place.address)
    return CardEntry(
        id=offer.service.id,
        name=offer.name.text,
        purpose=presenting.shorten(offer.description.text, _PURPOSE),
        german=offer.description.language.startswith("de") and language.html != "de",
        provider=offer.provider,
        today=offer.today,
        opening=_opening(offer, language),
        address=address,
        way=_way(offer, language),
        phone=phones[0] if phones else "",
        languages=offer.languages,
        url=url,
    )


def _opening(offer: OfferPage, language: Language) -> list[str]:
    """Return the hours in words; for other languages than German and English the open days of the coming week."""
    if language.html in {"de", "en"}:
        lines = [line for place in offer.places[:1] for line in place.opening]
        lines = lines or [text for rules in offer.rules for text in rules.words(time.today(), language.html)]
        return lines[:_HOUR_LINES] or [wording(language.code)["hours_unknown"]]
    if offer.today == wording(language.code)["open_always"]:
        return [offer.today]
    week = hours.coming(offer.rules, time.today(), 7)
    lines = [
        f"{when.day(day.date, language)}: {', '.join(when.span(start, end, language) for start, end in day.spans)}"
        for day in week
        if day.spans
    ]
    return lines[:5] or [wording(language.code)["hours_unknown"]]


def _way(offer: OfferPage, language: Language) -> str:
    place = offer.places[0] if offer.places else None
    if place is None:
        return ""
    if place.stops:
        stop = place.stops[0]
        words = wording(language.code)
        text = words.fill("bus_stop", name=stop.name, minutes=stop.minutes)
        return f"{text} ({words.fill('bus_lines', lines=', '.join(stop.lines))})" if stop.lines else text
    return presenting.shorten(place.way.text, _PURPOSE)


def pdf(found: Sequence[CardEntry], language: Language, site_address: str, *, small: bool) -> bytes:
    """Return the card as PDF: A6 with one offer to a page half, or A4 to hang up, in the family's language."""
    words = wording(language.code)
    data = {
        "small": small,
        "rtl": language.rtl,
        "labels": {key: words[key] for key in ("phone", "hours", "way")},
        "language_label": words["languages"],
        "site": site_address,
        "site_qr": markup.qr_svg(site_address),
        "all_offers": words["all_offers"],
        "entries": [dataclasses.asdict(entry) | {"id": "", "qr": markup.qr_svg(entry.url)} for entry in found],
        "urgent": words["urgent"],
        "lines": [
            (words["emergency"], "112"),
            (words["line_talk"], "0800 111 0 111"),
            (words["line_women"], "116 016"),
        ],
    }
    return render_pdf("publicmap/card.typ", data, words["my_card"], language.html)
