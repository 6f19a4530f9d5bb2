"""What machines read: QR codes and schema.org data."""

from __future__ import annotations

import functools
import json
from typing import Any

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chancennetz.publicmap.constants import Language
from chancennetz.publicmap.presenting import OfferPage, Place

#: Characters that could end a script element; JSON allows their escaped form.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@functools.lru_cache(2_000)
def _drawing(address: str, border: int) -> str:
    """Return the QR code of an address as SVG, dark on white; finding the best mask takes milliseconds."""
    code = segno.make(address, error="m", micro=False)
    light = "#fff" if border else None
    return str(code.svg_inline(omitsize=True, border=border, dark="#000", light=light, svgclass=None, lineclass=None))


def qr_code(address: str, label: str) -> SafeString:
    """Return the QR code of an address for a page, readable in every colour scheme."""
    drawing = mark_safe(_drawing(address, 2))  # noqa: S308 - made of squares
    return format_html('<div class="pm-qr" role="img" aria-label="{}">{}</div>', label, drawing)


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG file for a PDF."""
    return _drawing(address, 0)


def offer_data(offer: OfferPage, address: str, language: Language) -> SafeString:
    """Return the schema.org description of an offer as a JSON-LD block.

    A block of data is never run, so the content security policy needs no exception; characters that could end it
    are escaped.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": offer.name.text,
        "description": offer.description.text[:500],
        "url": address,
        "inLanguage": language.html,
        "provider": {"@type": "Organization", "name": offer.provider},
        "availableChannel": [_channel(place) for place in offer.places],
    }
    if offer.free:
        data["offers"] = {"@type": "Offer", "price": "0", "priceCurrency": "EUR"}
    text = json.dumps(_filled(data), ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _channel(place: Place) -> dict[str, Any]:
    spot: dict[str, Any] = {"@type": "Place", "name": place.name.text}
    if place.address:
        spot["address"] = {
            "@type": "PostalAddress",
            "streetAddress": place.address[0],
            "addressLocality": place.town,
            "addressCountry": "DE",
        }
    if place.latitude is not None and not place.hidden:
        spot["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    spot["openingHoursSpecification"] = [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
            "opens": f"{start:%H:%M}",
            "closes": f"{end:%H:%M}",
        }
        for day in place.days
        for start, end in day.spans
    ]
    phone = {"@type": "ContactPoint", "telephone": place.phones[0]} if place.phones else None
    return {"@type": "ServiceChannel", "serviceLocation": spot, "servicePhone": phone}


def _filled(value: Any) -> Any:
    """Leave out what is empty."""
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return value
