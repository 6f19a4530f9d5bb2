"""Searches that found nothing tell which help is missing: counted by month, term and town, without a person.

What somebody typed is counted under its words only when every word of it occurs in our vocabulary, so no name and no
telephone number can land in the counts. Anything else counts under its topic, or as an unnamed search.
"""

from __future__ import annotations

from chancennetz.core.actor import ANONYMOUS
from chancennetz.mapsearch.finding import Found
from chancennetz.mapsearch.words import german
from chancennetz.takeup.actions import note_demand
from chancennetz.takeup.constants import SignalKind

#: Under this term searches are counted whose words nobody shall read.
UNNAMED = "?"
_LONGEST = 60


def note(found: Found) -> None:
    """Count a search that found nothing. Whoever typed it stays unknown, also when they are signed in."""
    wanted = found.wanted
    if found.ids or not (wanted.query or wanted.situation):
        return
    words = " ".join(german.words(wanted.query)) if found.known and wanted.query else ""
    topic = words[:_LONGEST] or wanted.situation or UNNAMED
    note_demand(by=ANONYMOUS, kind=SignalKind.SEARCH, topic=topic, municipality_key=wanted.town)
