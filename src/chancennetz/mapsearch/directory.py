"""All public offers in the memory of a server process: their words, and a mask of yes and no for each filter.

20,000 offers take about 30 MB and two seconds to read; a search is then a few additions of arrays. The directory is
read anew when something of an offer has changed, and at midnight.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import threading
import time as clock
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from chancennetz.core import time
from chancennetz.mapsearch import constants, queries, sources
from chancennetz.mapsearch.hours import Hours
from chancennetz.mapsearch.words import everyday, german, index
from chancennetz.mapsearch.words.query import Speller
from chancennetz.places import queries as places

Mask = NDArray[np.bool_]
#: A directory up to this size is read within a request (about 0.2 ms an offer).
_SMALL = 1_000
#: After reading a large directory a process rests this many times as long, so that many edits do not eat a processor.
_REST = 2.0
FLAGS = ("open", "walk_in", "free", "bus", "wheelchair")
#: What a word says about an offer by where it stands.
_NAME, _TERM, _OTHER_NAME, _TEXT, _PROVIDER = 1.0, 0.5, 0.9, 0.35, 0.3


@dataclasses.dataclass(frozen=True, slots=True)
class Town:
    """A municipality people can choose, with the middle of it."""

    key: str
    name: str
    latitude: float
    longitude: float


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What a result shows of an offer beside its texts. `languages` are codes, `towns` keys.

    `points` are its places as (latitude, longitude, key of the town).
    """

    provider: str
    towns: tuple[str, ...]
    languages: tuple[str, ...]
    free: bool
    walk_in: bool
    wheelchair: bool
    points: tuple[tuple[float, float, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Points:
    """All places on the map as arrays of one length: whose (position of the offer), where (degrees), in which town."""

    offer: NDArray[np.int32]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    town: NDArray[np.str_]

    @classmethod
    def of(cls, facts: list[Facts]) -> Points:
        """Collect the places of all offers."""
        rows = [(position, *point) for position, one in enumerate(facts) for point in one.points]
        return cls(
            np.array([row[0] for row in rows], np.int32),
            np.array([row[1] for row in rows], np.float64),
            np.array([row[2] for row in rows], np.float64),
            np.array([row[3] for row in rows], "U8"),
        )


@dataclasses.dataclass(frozen=True)
class Directory:
    """The offers by position. Masks and arrays have one place per offer; offers are sorted by name."""

    ids: list[uuid.UUID]
    position: dict[uuid.UUID, int]
    index: index.Index
    speller: Speller
    everyday: everyday.Everyday
    towns: dict[str, Town]
    town_of_word: dict[str, str]
    flags: dict[str, Mask]
    in_town: dict[str, Mask]
    located: dict[str, Mask]
    speaks: dict[str, Mask]
    situations: dict[str, Mask]
    facts: list[Facts]
    points: Points
    hours: Hours
    for_families: Mask
    read_at: dt.datetime

    @property
    def size(self) -> int:
        """Return how many offers there are."""
        return len(self.ids)

    def open_at(self, moment: dt.datetime) -> Mask:
        """Return which offers are open at a moment."""
        return self.hours.open_at(moment)


def build() -> Directory:
    """Read all public offers of today from the database."""
    rows = sources.read(time.today())
    know = everyday.everyday()
    documents = [_document(row) for row in rows.offers]
    words = index.build(documents, know.words)
    size = len(rows.offers)
    towns = {
        area.key: Town(area.key, area.name, area.centre_latitude or 0.0, area.centre_longitude or 0.0)
        for area in places.municipalities()
    }
    facts = [_facts(row) for row in rows.offers]
    by_place = _masks(size, ((row.place_towns, position) for position, row in enumerate(rows.offers)))
    return Directory(
        ids=[row.id for row in rows.offers],
        position={row.id: position for position, row in enumerate(rows.offers)},
        index=words,
        speller=Speller(words, know),
        everyday=know,
        towns=towns,
        town_of_word={german.stem(word): key for key, town in towns.items() for word in german.words(town.name)[:1]},
        flags={
            "walk_in": _mask(rows.offers, lambda row: row.walk_in),
            "free": _mask(rows.offers, lambda row: row.free),
            "bus": _mask(rows.offers, lambda row: row.bus),
            "wheelchair": _mask(rows.offers, lambda row: row.wheelchair),
        },
        in_town={key: _mask(rows.offers, functools.partial(_serves, key)) for key in towns},
        located={key: by_place.get(key, np.zeros(size, np.bool_)) for key in towns},
        speaks=_masks(size, ((row.languages, position) for position, row in enumerate(rows.offers))),
        situations=_situations(documents, words),
        facts=facts,
        points=Points.of(facts),
        hours=rows.hours,
        for_families=_mask(rows.offers, lambda row: "professionals" not in row.codes),
        read_at=time.now(),
    )


def _facts(row: sources.Offer) -> Facts:
    towns, languages = tuple(sorted(row.place_towns)), tuple(sorted(row.languages - {"de"}))
    return Facts(row.provider, towns, languages, row.free, row.walk_in, row.wheelchair, tuple(row.points))


def _mask(offers: list[sources.Offer], test: Callable[[sources.Offer], bool]) -> Mask:
    return np.fromiter((test(row) for row in offers), np.bool_, len(offers))


def _masks(size: int, pairs: Iterable[tuple[Iterable[str], int]]) -> dict[str, Mask]:
    masks: dict[str, Mask] = defaultdict(lambda: np.zeros(size, np.bool_))
    for keys, position in pairs:
        for key in keys:
            masks[key][position] = True
    return dict(masks)


def _serves(key: str, row: sources.Offer) -> bool:
    """Tell whether people of a town may use an offer: it is there, covers it, or says nothing about where."""
    if row.areas:
        return key in row.areas or key[:5] in row.areas or key in row.place_towns
    return not row.place_towns or key in row.place_towns


def _document(row: sources.Offer) -> index.Document:
    texts = [
        index.Text(_NAME, row.name),
        index.Text(_OTHER_NAME, row.alternate_name),
        index.Text(_TERM, " ".join(row.term_names)),
        index.Text(_TEXT, row.description),
        index.Text(_PROVIDER, row.provider),
        *(index.Text(_NAME if field == "name" else _TEXT, text) for field, text in row.translated),
    ]
    marks = [f"@{code}" for code in row.codes] + [f"@speaks-{code}" for code in row.languages]
    flags = {"@free": row.free, "@walk-in": row.walk_in, "@wheelchair": row.wheelchair, "@bus": row.bus}
    return index.Document(texts, marks + [mark for mark, true in (flags | {"@urgent": row.urgent}).items() if true])


def _situations(documents: list[index.Document], words: index.Index) -> dict[str, Mask]:
    masks = {}
    for situation in constants.SITUATIONS:
        mask = np.zeros(len(documents), np.bool_)
        for mark in situation.marks:
            if (found := words.postings.get(f"@{mark}")) is not None:
                mask[found[0]] = True
        for word in situation.words:
            if (found := words.postings.get(german.stem(german.words(word)[0]))) is not None:
                numbers, weights = found
                mask[numbers[weights > _TEXT]] = True  # in the name or a term, not in passing
        masks[situation.key] = mask
    return masks


class Shelf:
    """Holds the directory of this process and looks whether it is still true.

    A small directory is read anew before the answer. A large one is read beside the answers, which come from the old
    one meanwhile: nobody waits seconds because an office has changed its hours.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._directory: Directory | None = None
        self._revision: object = None
        self._reading: threading.Thread | None = None
        self._rest_until = float("-inf")

    def current(self) -> Directory:
        """Return the directory, read anew when something has changed since, and each day (one query)."""
        revision = (time.today(), queries.revision())
        with self._lock:
            if self._directory is None or (revision != self._revision and self._directory.size <= _SMALL):
                self._directory, self._revision = build(), revision
            elif revision != self._revision and self._reading is None and clock.monotonic() >= self._rest_until:
                self._reading = threading.Thread(target=self._read_beside, args=(revision,), daemon=True)
                self._reading.start()
            return self._directory

    def is_true_at(self, revision: queries.Revision) -> bool:
        """Tell whether the directory holds all changes up to a revision of today."""
        return self._revision == (time.today(), revision)

    def _read_beside(self, revision: object) -> None:
        began = clock.monotonic()
        try:
            fresh = build()
            with self._lock:
                self._directory, self._revision = fresh, revision
        finally:
            now = clock.monotonic()
            self._rest_until = now + _REST * (now - began)
            self._reading = None
            connection.close()

    def forget(self) -> None:
        """Read anew at the next request (after an import, in tests)."""
        with self._lock:
            self._directory = self._revision = None


shelf = Shelf()
