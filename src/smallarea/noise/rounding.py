"""Rounding to base 5 or 10, with an audit of what a reader can still bound.

Rounding is simple, and every reader understands it. Its weakness is sums: each rounded figure is an interval, and the
sums between the figures (which hold for the true ones) can make the intervals shrink until a small count lies open.
Therefore ``round_tables`` always returns the audit with the tables, and the audit attacks all tables together.

Three styles:

- ``nearest`` (half up), as in official series: a reader knows ``x in [v - b//2, v + (b-1)//2]``;
- ``random``: up with probability (x mod b) / b, decided by the cell key, hence unbiased, repeatable, and equal for
  equal cells; a reader knows ``x in [v - (b-1), v + (b-1)]``;
- ``controlled``: as ``random``, but some figures are rounded the other way so that all sums of the rounded figures
  hold; one integer program, for releases of up to some thousand cells.

With base 5 ``nearest`` shows 1 and 2 as 0, so a reader knows "2 at most"; the others leave "4 at most".
Source: Hundepool et al., "Statistical Disclosure Control" (2012), section 5.4 (rounding).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from smallarea.disclosure.build import Rows
from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph
from smallarea.disclosure.protected import ProtectedTable
from smallarea.disclosure.publication import publish
from smallarea.noise.bounds import attack
from smallarea.noise.cellkey import cell_keys, whole_counts
from smallarea.noise.controlled import controlled_rounding
from smallarea.noise.ptable import Keys
from smallarea.noise.widen import turn_figures

_REPAIRS: Final = 10
"""Rounds of turning figures: each may open another count, few do."""
Style: TypeAlias = Literal["nearest", "random", "controlled"]
STYLES: Final[tuple[Style, ...]] = ("nearest", "random", "controlled")


@dataclass(frozen=True)
class RoundingAudit:
    """What a reader of all rounded figures together can derive about the small counts (0 < count < threshold).

    - ``checked``: small counts attacked. ``exact``: names of those the reader can compute.
    - ``below_threshold``: names of those the reader can bound below the threshold (zero may still be possible).
    - ``opened_by_sums``: the part of these whose own rounded figure would have left room, with the least and the
      largest count the reader can derive.
    - ``largest_deviation``: largest distance of a published figure from the true one.
    - ``sums_off``: sums that no longer add up in the published figures, of ``sums``.
    """

    checked: int
    exact: tuple[str, ...]
    below_threshold: tuple[str, ...]
    opened_by_sums: Mapping[str, tuple[int, int]]
    largest_deviation: int
    sums: int
    sums_off: int

    @property
    def passed(self) -> bool:
        """Whether no small count can be bounded below the threshold or computed."""
        return not (self.exact or self.below_threshold)


@dataclass(frozen=True)
class RoundedRelease:
    """Rounded tables by id with the audit that belongs to them; publish only if ``audit.passed``.

    ``turned``: figures rounded another way than the cell key says, because sums would have opened a small count or (in
    style ``controlled``) would not have held.
    """

    tables: Mapping[str, ProtectedTable]
    base: int
    style: Style
    audit: RoundingAudit
    turned: int = 0


def round_tables(
    graph: ReleaseGraph,
    base: int,
    *,
    style: Style = "random",
    rows: Rows | None = None,
    keys: Mapping[str, Keys] | None = None,
    published: Floats | None = None,
    seconds: float = 60.0,
) -> RoundedRelease:
    """Round every figure of the release to a multiple of ``base`` and audit all tables together.

    ``random`` and ``controlled`` need ``rows`` (from which the graph was built) and record ``keys`` by unit, as
    ``cell_key_tables`` does. The threshold of the audit is that of each unit in the graph. Zero stays zero in all
    styles. Where sums open a small count, ``random`` turns a few figures (see ``widen``) and ``controlled`` rounds the
    count up, as long as that helps; ``nearest`` can do neither. ``published`` (n, NaN where nothing): figures of
    earlier releases, which are kept as they are. ``seconds``: limit of one integer program of ``controlled``.

    Raises ``ValueError`` for a base below 2, an unknown style, missing keys, a unit that is no plain count,
    ``published`` figures that are not the data rounded to this base, or (``NoControlledRounding``) if no rounding with
    intact sums is found.
    """
    if base < 2:
        raise ValueError(f"the base of rounding must be at least 2, not {base}")
    if style not in STYLES:
        raise ValueError(f"unknown style of rounding '{style}': use {', '.join(STYLES)}")
    counts = whole_counts(graph)
    if style == "nearest":
        wanted = (2 * counts + base) // (2 * base) * base
    elif rows is None or keys is None:
        raise ValueError("random rounding is decided by cell keys: give the rows and their record keys")
    else:
        share = cell_keys(rows, graph, keys).astype(np.float64) / 2.0**64
        wanted = (counts // base + (share < counts % base / base)) * base
    fixed = np.zeros(graph.size, dtype=bool)
    if published is not None:
        fixed = ~np.isnan(published)
        wanted = np.where(fixed, np.nan_to_num(published), wanted).astype(np.int64)
    task = _Task(graph, counts, base, style, seconds)
    rounded, attacked = task.settle(wanted, fixed)
    tables = publish(graph, rounded.astype(np.float64))
    turned = int(np.count_nonzero(rounded != wanted))
    return RoundedRelease(tables, base, style, _report(graph, counts, rounded, attacked), turned)


def known_interval(rounded: Ints, base: int, style: Style) -> tuple[Ints, Ints]:
    """Return the least and the largest count that a rounded figure admits on its own (both of the same shape)."""
    down, up = (base // 2, (base - 1) // 2) if style == "nearest" else (base - 1, base - 1)
    return np.maximum(rounded - down, 0), rounded + up


def audit_rounding(graph: ReleaseGraph, rounded: Ints, base: int, style: Style) -> RoundingAudit:
    """Attack the rounded figures (n, one per variable; latent ones are not published) with all sums of the release.

    The attack allows fractions, so in rare cases a reader who also uses that persons are whole bounds a little more;
    what is reported open is open. Raises ``ValueError`` if the figures are not this graph rounded to ``base``.
    """
    counts = whole_counts(graph)
    return _report(graph, counts, rounded, _attack(graph, counts, rounded, base, style))


@dataclass(frozen=True)
class _Attacked:
    """The small counts (variables), their bounds, and which of them lie below their threshold / only by sums."""

    small: Ints
    low: Ints
    high: Floats
    below: Ints
    opened: Ints


def _attack(graph: ReleaseGraph, counts: Ints, rounded: Ints, base: int, style: Style) -> _Attacked:
    low, high = known_interval(rounded, base, style)
    published = ~graph.latent
    if np.any(published & ((counts < low) | (counts > high) | (rounded % base != 0))):
        raise ValueError(f"the figures are not this release rounded to {base} ({style})")
    least, most = np.where(published, low, 0).astype(np.float64), np.where(published, high, np.inf)
    threshold = np.array([float(unit.threshold) for unit in graph.units])[graph.unit_of]
    small = np.flatnonzero(published & (counts > 0) & (counts < threshold))
    found = attack(graph.relations[graph.core], counts.astype(np.float64), least, most, small, threshold[small])
    below = found.high < threshold[small] - 1e-6
    return _Attacked(
        small=small,
        low=np.ceil(found.low - 1e-6).astype(np.int64),
        high=np.floor(found.high + 1e-6),
        below=np.flatnonzero(below),
        opened=np.flatnonzero(below & (high[small] >= threshold[small])),
    )


@dataclass(frozen=True)
class _Task:
    """What stays the same while figures are repaired."""

    graph: ReleaseGraph
    counts: Ints
    base: int
    style: Style
    seconds: float

    def settle(self, wanted: Ints, fixed: Mask) -> tuple[Ints, _Attacked]:
        """Repair the wanted figures (n) until no sum opens a small count, or nothing more can be done."""
        rounded = self.controlled(wanted, fixed) if self.style == "controlled" else wanted
        attacked = _attack(self.graph, self.counts, rounded, self.base, self.style)
        for _ in range(0 if self.style == "nearest" else _REPAIRS):
            opened = attacked.small[attacked.opened]
            opened = opened[~fixed[opened]] if self.style == "controlled" else opened
            if not len(opened):
                break
            if self.style == "controlled":  # rounded up, the published table itself keeps the count open
                wanted, fixed = wanted.copy(), fixed.copy()
                wanted[opened] = (self.counts[opened] // self.base + 1) * self.base
                fixed[opened] = True
                repaired = self.controlled(wanted, fixed)
            else:
                repaired = self.turn(rounded, opened, fixed)
            if np.array_equal(repaired, rounded):
                break
            rounded = repaired
            attacked = _attack(self.graph, self.counts, rounded, self.base, self.style)
        return rounded, attacked

    def controlled(self, wanted: Ints, fixed: Mask) -> Ints:
        return controlled_rounding(self.graph, self.counts, wanted, self.base, fixed, seconds=self.seconds)

    def turn(self, rounded: Ints, opened: Ints, fixed: Mask) -> Ints:
        for target in opened.tolist():
            turned = turn_figures(self.graph, self.counts, rounded, self.base, target, fixed)
            rounded = rounded if turned is None else turned
        return rounded


def _report(graph: ReleaseGraph, counts: Ints, rounded: Ints, attacked: _Attacked) -> RoundingAudit:
    small = attacked.small
    rows = graph.relations[np.flatnonzero(graph.defined != -2)]
    shown = rows[np.asarray(abs(rows) @ graph.latent.astype(np.float64)).ravel() == 0]
    return RoundingAudit(
        checked=len(small),
        exact=tuple(graph.names(small[attacked.low == attacked.high])),
        below_threshold=tuple(graph.names(small[attacked.below])),
        opened_by_sums={
            graph.name(int(small[k])): (int(attacked.low[k]), int(attacked.high[k])) for k in attacked.opened
        },
        largest_deviation=int(np.abs(rounded - counts)[~graph.latent].max(initial=0)),
        sums=int(shown.shape[0]),
        sums_off=int(np.count_nonzero(shown @ rounded)),
    )
