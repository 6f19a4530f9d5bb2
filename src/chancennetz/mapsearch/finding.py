"""Finding offers: what somebody asks for, what fits, how many each filter would leave, and the ways on from none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import uuid
from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from chancennetz.core import time
from chancennetz.mapsearch.directory import FLAGS, Directory, Mask
from chancennetz.mapsearch.words import german
from chancennetz.mapsearch.words.query import score, understand

#: Offers below this share of the best score fit only by chance.
_CUT = 0.22
_NEAREST = 6
#: Offers for professionals come after those for families.
_PROFESSIONAL = 0.4


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. `flags` are names of `directory.FLAGS`; empty text means no wish."""

    query: str = ""
    town: str = ""
    situation: str = ""
    speaks: str = ""
    flags: frozenset[str] = frozenset()

    def without_filters(self) -> Wanted:
        """Return the question alone."""
        return Wanted(query=self.query)


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """How many offers would be left if one chose this filter as well (by its key)."""

    flags: dict[str, int]
    towns: dict[str, int]
    situations: dict[str, int]
    speaks: dict[str, int]


class Ids(Sequence[uuid.UUID]):
    """The ids of what fits, best first, each looked up when it is wanted: a page shows twenty of thousands."""

    def __init__(self, directory: Directory, positions: NDArray[np.intp]) -> None:
        self._all = directory.ids
        self.positions = positions

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, index: int) -> uuid.UUID: ...

    @overload
    def __getitem__(self, index: slice) -> list[uuid.UUID]: ...

    def __getitem__(self, index: int | slice) -> uuid.UUID | list[uuid.UUID]:
        if isinstance(index, slice):
            return [self._all[position] for position in self.positions[index]]
        return self._all[self.positions[index]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What fits, best first. `town` was named in the question; `known` says that every word of it is known."""

    ids: Ids
    counts: Counts
    wanted: Wanted
    corrections: list[tuple[str, str]]
    town: str
    known: bool


def find(directory: Directory, wanted: Wanted, now: dt.datetime | None = None) -> Found:
    """Return the offers that fit, with counts for every filter."""
    now = now or time.now()
    query, town = _town_in(directory, wanted)
    wanted = dataclasses.replace(wanted, town=wanted.town or town)
    if query:
        question = understand(query, directory.index, directory.everyday, directory.speller)
        points = score(question, directory.index) * np.where(
            directory.for_families, np.float32(1), np.float32(_PROFESSIONAL)
        )
        best = float(points.max()) if points.size else 0.0
        fits = points >= max(best * _CUT, 1e-6)
        corrections, known = question.corrections, question.known
    else:
        points = np.zeros(directory.size, np.float32)
        fits = np.ones(directory.size, np.bool_)
        corrections, known = [], True
    masks = _masks(directory, wanted, now)
    chosen = fits & _all(masks, directory.size)
    order = _ordered(directory, np.flatnonzero(chosen), points, wanted, now)
    return Found(
        Ids(directory, order),
        _counts(directory, wanted, fits, masks, now),
        wanted,
        corrections,
        town,
        known,
    )


def _town_in(directory: Directory, wanted: Wanted) -> tuple[str, str]:
    """Take the name of a town out of the question ("Zahnarzt in Lünen"), unless it stands alone."""
    words = german.words(wanted.query)
    for word in words:
        key = directory.town_of_word.get(german.stem(word), "")
        if key and len(words) > 1:
            rest = " ".join(one for one in words if one != word)
            return rest, "" if wanted.town else key
    return wanted.query, ""


def _masks(directory: Directory, wanted: Wanted, now: dt.datetime) -> dict[str, Mask]:
    """Return the mask of each filter that is set, by its group."""
    nothing = np.zeros(directory.size, np.bool_)
    masks = {flag: _flag(directory, flag, now) for flag in wanted.flags}
    if wanted.town:
        masks["town"] = directory.in_town.get(wanted.town, nothing)
    if wanted.situation:
        masks["situation"] = directory.situations.get(wanted.situation, nothing)
    if wanted.speaks:
        masks["speaks"] = directory.speaks.get(wanted.speaks, nothing)
    return masks


def _flag(directory: Directory, flag: str, now: dt.datetime) -> Mask:
    return directory.open_at(now) if flag == "open" else directory.flags[flag]


def _all(masks: dict[str, Mask], size: int, leave_out: str = "") -> Mask:
    together = np.ones(size, np.bool_)
    for group, mask in masks.items():
        if group != leave_out:
            together &= mask
    return together


def _ordered(
    directory: Directory,
    positions: NDArray[np.intp],
    points: NDArray[np.float32],
    wanted: Wanted,
    now: dt.datetime,
) -> NDArray[np.intp]:
    """Sort: best first; what is in the town itself before what only covers it; open before closed; then by name."""
    weight = points[positions].astype(np.float64)
    if wanted.town and wanted.town in directory.located:
        here = directory.located[wanted.town][positions]
        weight = weight * np.where(here, 1.25, 1.0) + here * 1e-3
    if not wanted.query:
        weight = weight + directory.open_at(now)[positions] * 1e-4
    return positions[np.argsort(-weight, kind="stable")]


def _counts(directory: Directory, wanted: Wanted, fits: Mask, masks: dict[str, Mask], now: dt.datetime) -> Counts:
    chosen = fits & _all(masks, directory.size)

    def of(group: str, options: Iterable[tuple[str, Mask]]) -> dict[str, int]:
        base = fits & _all(masks, directory.size, leave_out=group) if group in masks else chosen
        return {key: int(np.count_nonzero(base & mask)) for key, mask in options}

    flags = {flag: int(np.count_nonzero(chosen & _flag(directory, flag, now))) for flag in FLAGS}
    return Counts(
        flags,
        of("town", directory.in_town.items()),
        of("situation", directory.situations.items()),
        of("speaks", directory.speaks.items()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class WaysOn:
    """What to offer when nothing fits: offers elsewhere (nearest first), similar ones, places to call."""

    without_filters: int
    near: list[uuid.UUID]
    similar: list[uuid.UUID]
    call: list[uuid.UUID]


def ways_on(directory: Directory, found: Found) -> WaysOn:
    """Return the ways on from an empty result; there is always at least one when there are offers at all."""
    wanted = found.wanted
    bare = find(directory, wanted.without_filters()) if wanted != wanted.without_filters() else found
    near = _nearest(directory, bare.ids, wanted.town)
    similar: list[uuid.UUID] = []
    if not near and wanted.situation:
        similar = find(directory, Wanted(situation=wanted.situation)).ids[:_NEAREST]
    call = find(directory, Wanted(query="wer ist zuständig Rat", town=wanted.town)).ids[:3]
    return WaysOn(len(bare.ids), near, similar, call)


def _nearest(directory: Directory, ids: Ids, town_key: str) -> list[uuid.UUID]:
    """Return the offers nearest to the middle of a town, the best ones without a town; those without a place last."""
    town = directory.towns.get(town_key)
    if town is None:
        return ids[:_NEAREST]
    shrink = math.cos(math.radians(town.latitude))
    points = directory.points
    away = np.full(directory.size, np.inf)
    np.minimum.at(
        away,
        points.offer,
        np.hypot(points.latitude - town.latitude, (points.longitude - town.longitude) * shrink),
    )
    order = np.argsort(away[ids.positions], kind="stable")[:_NEAREST]
    return [ids[int(one)] for one in order]
