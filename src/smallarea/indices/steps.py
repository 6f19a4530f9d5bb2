"""The single steps of a composite index as pure functions on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smallarea.errors import DataError
from smallarea.tables import Floats


def spread(values: Floats, ddof: int, weights: Floats | None = None) -> tuple[float, float]:
    """Mean and standard deviation of ``values`` (one per area).

    Without weights the divisor is n - ``ddof``. With weights (for example residents) the mean is
    weighted and the divisor is sum(w) * (n - ddof) / n, so that equal weights change nothing.
    """
    n = len(values)
    if n <= ddof:
        raise DataError(f"{n} areas are too few for a standard deviation.", cure="check the list of excluded areas.")
    if weights is None:
        mean = float(values.mean())
        return mean, float(np.sqrt(((values - mean) ** 2).sum() / (n - ddof)))
    total = float(weights.sum())
    if not np.isfinite(weights).all() or total <= 0 or bool((weights < 0).any()):
        raise DataError("a weight is missing or negative, or all are 0.", cure="check the weight column.")
    mean = float((weights * values).sum() / total)
    return mean, float(np.sqrt((weights * (values - mean) ** 2).sum() / (total * (n - ddof) / n)))


def standardise(values: Floats, ddof: int = 0, weights: Floats | None = None, *, column: str = "") -> Floats:
    """z = (x - mean) / sd over the given areas (shape n). Raises `DataError` when all values are equal."""
    mean, sd = spread(values, ddof, weights)
    if sd <= 1e-12 * max(1.0, abs(mean)):
        raise DataError(
            "all areas have the same value; there is nothing to standardise.",
            column=column or None,
            cure="leave the indicator out of the index.",
        )
    return (values - mean) / sd


@dataclass(frozen=True, slots=True)
class PrincipalComponent:
    """The first principal component of a correlation matrix.

    ``scores`` (n areas) have the eigenvalue as variance; ``loadings`` are correlations of component
    and indicator; ``weights`` = loading / eigenvalue turn z-values into scores of variance 1;
    ``explained`` is the share of the variance (0 to 1); ``eigenvalues`` are all, largest first.
    """

    scores: Floats
    loadings: Floats
    weights: Floats
    explained: float
    eigenvalues: Floats

    @property
    def kaiser(self) -> int:
        """Number of components with an eigenvalue above 1 (criterion of Kaiser)."""
        return int((self.eigenvalues > 1).sum())


def first_component(z: Floats) -> PrincipalComponent:
    """First principal component of the standardised columns ``z`` (shape n areas x k indicators).

    The sign is fixed: the loadings sum to a positive number, so the component points where most
    indicators point after their polarity. Source: Zeiher et al., 10.1055/s-0043-1762798 (weight =
    loading / eigenvalue, score divided by its own standard deviation).
    """
    correlation = np.atleast_2d(np.corrcoef(z, rowvar=False))
    eigenvalues, vectors = np.linalg.eigh(correlation)
    order = np.argsort(eigenvalues)[::-1]
    eigenvalues, vectors = eigenvalues[order], vectors[:, order]
    vector = vectors[:, 0]
    total = float(vector.sum())
    if total < 0 or (abs(total) < 1e-12 and vector[np.abs(vector).argmax()] < 0):
        vector = -vector
    loadings = vector * np.sqrt(eigenvalues[0])
    return PrincipalComponent(
        scores=z @ vector,
        loadings=loadings,
        weights=loadings / eigenvalues[0],
        explained=float(eigenvalues[0] / eigenvalues.sum()),
        eigenvalues=eigenvalues,
    )


def rescale(values: Floats, method: str, ddof: int = 0) -> Floats:
    """``sd``: (x - mean) / sd, ``minmax``: 0 for the lowest area and 1 for the highest, ``none``: unchanged."""
    if method == "none":
        return values
    if method == "sd":
        return standardise(values, ddof)
    low, high = float(values.min()), float(values.max())
    if high <= low:
        raise DataError("all areas have the same sum; min-max has no range.", cure='use [rescale] method = "none".')
    return (values - low) / (high - low)


def classify(value: float, breaks: Sequence[float], closed: str = "inner") -> int:
    """Position of the class of ``value`` (0 = lowest). Never round before: values lie close to the breaks.

    A value exactly on a break goes to the side that ``closed`` names; ``inner`` is the side of zero
    (a break at 0 itself counts to the lower class).
    """
    position = 0
    for limit in breaks:
        to_upper = closed == "upper" or (closed == "inner" and limit < 0)
        if value > limit or (to_upper and value == limit):
            position += 1
    return position
