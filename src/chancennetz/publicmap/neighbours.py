"""Other offers at the place of an offer: one way, two errands, when both are open."""

from __future__ import annotations

import dataclasses
import datetime as dt

from chancennetz.mapsearch import hours
from chancennetz.mapsearch.directory import Directory
from chancennetz.publicmap import details, presenting, when
from chancennetz.publicmap.constants import Language
from chancennetz.publicmap.details import Details
from chancennetz.publicmap.presenting import Result
from chancennetz.publicmap.wording import wording

_MOST = 6
_DAYS = 7


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbour:
    """An offer at the same place. `together` says in words when both are open, empty when they are not this week."""

    result: Result
    together: str


def of(directory: Directory, offer: Details, language: Language, now: dt.datetime) -> list[Neighbour]:
    """Return the other offers at the places of an offer: those open at the same time first."""
    ids = [id_ for at in offer.places for id_ in details.others_at(at.location, offer.service.pk)]
    found = presenting.results(directory, list(dict.fromkeys(ids)), language, now)
    own = presenting.rules_of(offer)
    shown = []
    for result in found:
        shared = hours.together(own, directory.hours.rules[directory.position[result.id]], now, _DAYS)
        shown.append((shared is None, Neighbour(result, _in_words(shared, language))))
    return [one for _never, one in sorted(shown, key=lambda pair: pair[0])][:_MOST]


def _in_words(shared: tuple[dt.datetime, dt.datetime] | None, language: Language) -> str:
    if shared is None:
        return ""
    start, end = shared
    day = when.day(start.date(), language)
    return wording(language.code).fill("same_time", day=day, time=when.span(start, end, language))
