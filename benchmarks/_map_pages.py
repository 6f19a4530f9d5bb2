"""The pages that a visitor of the public map opens, as a mix."""

from __future__ import annotations

import re
from collections.abc import Callable

MIX = (("start", 25), ("search", 35), ("topic", 15), ("offer", 20), ("map", 5))
QUESTIONS = (
    "Geld+f%C3%BCr+Klassenfahrt",
    "Schulden",
    "Baby+schreit",
    "Deutsch+lernen",
    "bor%C3%A7",
    "Schludnerbratung",
)


def pages_of(get: Callable[[str], str]) -> dict[str, list[str]]:
    """Return the addresses of each kind of page; `get` opens one."""
    offers = sorted(set(re.findall(r"/map/de/offer/[0-9a-f-]{36}/", get("/map/de/find/"))))
    return {
        "start": [f"/map/{language}/" for language in ("de", "ar", "de-leicht", "uk")],
        "search": [f"/map/de/find/?q={text}&free={free}" for text in QUESTIONS for free in ("", "1")],
        "topic": ["/map/de/find/?topic=money&open=1", "/map/tr/find/?topic=school&speaks=tr"],
        "offer": offers,
        "map": ["/map/de/find/?q=Schulden&view=map"],
    }
