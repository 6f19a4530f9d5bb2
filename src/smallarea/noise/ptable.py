"""Design the table of noise probabilities (p-table) of the cell-key method.

For every true count i the p-table says with which probability the published count is i + v. The designer asks for the
most random noise (largest entropy) that keeps the promises of the method. Source of the model: Giessing, "Computational
issues in the design of transition probabilities and disclosure risk estimation for additive noise", Privacy in
Statistical Databases 2016; Marley and Leaver, "A method for confidentialising user-defined tables", ISI 2011.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_TOLERANCE: Final = 1e-9
_STEPS: Final = 200
_KEY_SPAN: Final = 2.0**64


@dataclass(frozen=True)
class PTable:
    """Noise probabilities by true count.

    - ``max_deviation`` D: no published count differs by more. ``small`` js: no published count lies in 1..js.
    - ``probabilities``: one row per true count 0, 1, 2, ... and one column per noise -D..D; each row sums to 1 and has
      mean 0. The last row serves all larger counts.
    - ``variances``: the variance of each row. It is the one asked for wherever the support allows it; rows of very
      small counts may have to take the nearest possible variance (count 0 always has 0).
    """

    max_deviation: int
    variance: float
    small: int
    probabilities: Floats
    variances: Floats

    def noise(self, counts: Ints, keys: Keys) -> Ints:
        """Return the noise of each count (same shape), drawn by its cell key: equal count and key, equal noise.

        The key's share of 2**64 is looked up in the cumulated row. Raises ``ValueError`` for negative counts.
        """
        if np.any(counts < 0):
            raise ValueError("cell keys protect counts; a count is negative")
        rows = np.minimum(counts, len(self.probabilities) - 1)
        share = keys.astype(np.float64) / _KEY_SPAN
        limits = np.cumsum(self.probabilities, axis=1)[:, :-1]
        found = np.zeros(counts.shape, dtype=np.int64)
        for limit in limits.T:
            found += share >= limit[rows]
        # A key at the very end of a row must not fall behind its last possible noise (sums of floats end at 1 - 1e-16).
        possible = self.probabilities > 0
        first = possible.argmax(axis=1)
        last = possible.shape[1] - 1 - possible[:, ::-1].argmax(axis=1)
        return np.clip(found, first[rows], last[rows]) - self.max_deviation


def design_ptable(max_deviation: int, variance: float, small: int = 0) -> PTable:
    """Design the p-table of largest entropy for D = ``max_deviation``, V = ``variance`` and js = ``small``.

    Every row has mean 0, variance V (or the nearest its support allows, see ``PTable.variances``), deviations of at
    most D, no negative result and no result in 1..js. Zero stays zero.

    Raises ``ValueError`` if D < 1, if js < 0, if D <= js (a count just above js could then not go down), or if V is
    not above 0 and below the D * D that noise within +-D can reach.
    """
    if max_deviation < 1:
        raise ValueError(f"the maximum deviation must be at least 1, not {max_deviation}")
    if small < 0:
        raise ValueError(f"the largest small value must not be negative: {small}")
    if max_deviation <= small:
        raise ValueError(f"the maximum deviation ({max_deviation}) must exceed the largest small value ({small})")
    if not 0 < variance < max_deviation**2:
        raise ValueError(f"the variance must lie between 0 and {max_deviation**2} (deviation squared), not {variance}")
    noise = np.arange(-max_deviation, max_deviation + 1)
    rows = [np.where(noise == 0, 1.0, 0.0)]
    for count in range(1, max_deviation + small + 2):
        result = count + noise
        allowed = (result == 0) | (result > small)
        row = np.zeros(len(noise))
        row[allowed] = _most_random(noise[allowed].astype(np.float64), variance)
        rows.append(row)
    probabilities = np.array(rows)
    return PTable(max_deviation, variance, small, probabilities, probabilities @ (noise.astype(np.float64) ** 2))


def _most_random(support: Floats, variance: float) -> Floats:
    """Return the distribution of largest entropy on ``support`` with mean 0 and the variance nearest to the one asked.

    It has the form exp(a v + b v^2); a and b minimise the convex dual log sum exp(a v + b (v^2 - V)), by Newton steps
    with halving. At the ends of the feasible variances it degenerates to two or three points, which are set directly.
    """
    below, above, zero = support[support < 0], support[support > 0], bool(np.any(support == 0))
    least = 0.0 if zero else -below.max() * above.min()
    most = -below.min() * above.max()
    if variance <= least + _TOLERANCE:
        return _two_points(support, below.max(), above.min())
    if variance >= most - _TOLERANCE:
        return _two_points(support, below.min(), above.max())
    features = np.stack([support, support**2 - variance])
    weights = np.zeros(2)
    value, chances = _dual(weights, features)
    for _ in range(_STEPS):
        gradient = features @ chances
        if np.abs(gradient).max() < _TOLERANCE:
            break
        centred = features - gradient[:, None]
        curvature = (centred * chances) @ centred.T + 1e-12 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        while True:
            tried, new = _dual(weights - length * step, features)
            if tried <= value - 1e-4 * length * float(gradient @ step) or length < 1e-12:
                break
            length /= 2
        weights, value, chances = weights - length * step, tried, new
    return chances


def _dual(weights: Floats, features: Floats) -> tuple[float, Floats]:
    exponent = weights @ features
    top = exponent.max()
    powers = np.exp(exponent - top)
    total = powers.sum()
    return float(np.log(total) + top), powers / total


def _two_points(support: Floats, low: float, high: float) -> Floats:
    """Return the mean-zero distribution on the two given points."""
    chances = np.zeros(len(support))
    chances[support == low] = high / (high - low)
    chances[support == high] = -low / (high - low)
    return chances
